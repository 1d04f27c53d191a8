package main_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// By hand these tests may run for longer and with more, to be measured:
//
//	KEYPORT_DRIBBLE=60s KEYPORT_STREAMS=1000 go test -v -run TestHostileSlow ./cmd/keyport

// setting is a number of a test, or what the environment says instead.
func setting[T any](t *testing.T, name string, usual T, parse func(string) (T, error)) T {
	text := os.Getenv(name)
	if text == "" {
		return usual
	}
	v, err := parse(text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return v
}

// Connections that send a byte of a header now and then (Slowloris) cost
// others nothing.
func TestHostileSlowHeaders(t *testing.T) {
	const dribblers = 200
	k := start(t, newAccount(t), "")
	k.warm(t)
	lasts := setting(t, "KEYPORT_DRIBBLE", 3*time.Second, time.ParseDuration)
	over := make(chan struct{})
	var connected sync.WaitGroup
	var all sync.WaitGroup
	var ended atomic.Int64
	for range dribblers {
		connected.Add(1)
		all.Go(func() {
			once := sync.OnceFunc(connected.Done)
			defer once()
			for {
				conn, err := net.Dial("tcp", k.addr)
				if err != nil {
					t.Error(err)
					return
				}
				head := "POST /v1/chat/completions HTTP/1.1\r\nHost: " + k.addr + "\r\nX-Slow: " + strings.Repeat("a", 1<<10)
				for i := 0; err == nil; i++ {
					_, err = conn.Write([]byte{head[i%len(head)]})
					once()
					select {
					case <-over:
						_ = conn.Close()
						return
					case <-time.After(250 * time.Millisecond):
					}
				}
				_ = conn.Close()
				ended.Add(1) // and comes again
			}
		})
	}
	connected.Wait()
	var took []time.Duration
	for begin := time.Now(); time.Since(begin) < lasts; {
		for _, a := range []attack{{path: "/v1/chat/completions", body: hostileChat}, {path: "/" + hostileAddress + "/api/tags"}} {
			asked := time.Now()
			if got := k.send(t, a); got.StatusCode != 200 || got.err != nil { // it fails when nothing comes in 20 s
				t.Fatalf("%d %s %v", got.StatusCode, got.text, got.err)
			}
			took = append(took, time.Since(asked))
		}
		time.Sleep(10 * time.Millisecond)
	}
	close(over)
	all.Wait()
	slices.Sort(took)
	t.Logf("%d requests beside %d dribbling connections, of which %d were ended: p50 %v, p99 %v, max %v",
		len(took), dribblers, ended.Load(), took[len(took)/2], took[len(took)*99/100], took[len(took)-1])
	k.works(t)
}

// Many slow streams at once are many, and not too many.
func TestHostileSlowStreams(t *testing.T) {
	streams := setting(t, "KEYPORT_STREAMS", 200, strconv.Atoi)
	k := start(t, newAccount(t), "[limits]\nin_flight = "+strconv.Itoa(streams)+"\n")
	k.warm(t)
	const words = 5
	begun := make(chan struct{}, streams)
	pace := make([]chan struct{}, words)
	for i := range pace {
		pace[i] = make(chan struct{})
	}
	k.up.answers(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for i := range words {
			fmt.Fprintf(w, "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"word%d \"},\"finish_reason\":null}]}\n\n", i)
			_ = http.NewResponseController(w).Flush()
			if i == 0 {
				begun <- struct{}{}
			}
			select {
			case <-pace[i]:
			case <-r.Context().Done():
				return
			}
		}
		fmt.Fprint(w, "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n")
	})
	before := share(t, k.cmd.Process.Pid)
	paths := []string{"/v1/chat/completions", "/" + hostileAddress + "/v1/chat/completions", "/" + hostileAddress + "/api/chat"}
	var all sync.WaitGroup
	var whole atomic.Int64
	for i := range streams {
		all.Go(func() {
			path := paths[i%len(paths)]
			if err := k.stream(path, words); err != nil {
				t.Errorf("stream %d, %s: %v", i, path, err)
				return
			}
			whole.Add(1)
		})
	}
	late := time.After(2 * time.Minute)
	for n := 0; n < streams; n++ {
		select {
		case <-begun:
		case <-late:
			t.Errorf("only %d streams began", n)
			n = streams
		}
	}
	during := share(t, k.cmd.Process.Pid)
	for _, next := range pace {
		close(next)
		time.Sleep(100 * time.Millisecond)
	}
	all.Wait()
	t.Logf("%d of %d streams were whole; memory %d KiB before, %d KiB during, %.1f KiB a stream",
		whole.Load(), streams, before>>10, during>>10, float64(during-before)/1024/float64(streams))
	k.up.answers(nil)
	k.works(t)
}

// stream reads one stream to its good end.
func (k *target) stream(path string, words int) error {
	conn, err := net.Dial("tcp", k.addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(4 * time.Minute))
	_, _ = io.WriteString(conn, attack{path: path, body: `{"stream":true,` + hostileChat[1:]}.bytes(k.addr))
	resp, err := http.ReadResponse(bufio.NewReaderSize(conn, 512), &http.Request{Method: "POST"})
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	switch last := fmt.Sprintf("word%d ", words-1); {
	case err != nil:
		return err
	case resp.StatusCode != 200:
		return fmt.Errorf("%d %s", resp.StatusCode, text)
	case !strings.Contains(string(text), last) || !strings.Contains(string(text), "[DONE]") && !strings.Contains(string(text), `"done":true`):
		return errors.New("cut: " + string(text))
	}
	return nil
}

// share is a process's share of the memory in bytes (PSS); 0 where only Linux would tell.
func share(t *testing.T, pid int) int {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if fields := strings.Fields(line); len(fields) == 3 && fields[0] == "Pss:" {
			kb, err := strconv.Atoi(fields[1])
			if err != nil {
				t.Error(err)
			}
			return kb << 10
		}
	}
	return 0
}
