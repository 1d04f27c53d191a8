package main_test

import (
	"fmt"
	"net/http"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

// At logout a program has five seconds. What cannot end by itself is cut, and
// no app may take the half of an answer for a whole one.
func TestQuitWithRunningStreams(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot be asked to end there from outside its console")
	}
	k := start(t, newAccount(t), "")
	k.warm(t)
	begun := make(chan struct{}, 10)
	k.up.answers(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"half\"}}]}\n\n")
		w.(http.Flusher).Flush()
		begun <- struct{}{}
		<-r.Context().Done()
	})
	paths := []string{"/v1/chat/completions", "/" + hostileAddress + "/v1/chat/completions", "/" + hostileAddress + "/api/chat"}
	got := make(chan answer, 10)
	for n := range 10 {
		go func() {
			got <- k.send(t, attack{path: paths[n%len(paths)], body: `{"stream":true,` + hostileChat[1:]})
		}()
		<-begun
	}
	asked := time.Now()
	if err := k.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	for range 10 {
		a := <-got
		if a.err == nil || strings.Contains(a.text, "[DONE]") || strings.Contains(a.text, `"done":true`) {
			t.Errorf("a cut stream looks whole: %q", a.text)
		}
		if !strings.Contains(a.text, "half") || !strings.Contains(a.text, "before the answer was complete") {
			t.Errorf("a cut stream does not say why: %q", a.text)
		}
		k.clean(t, a)
	}
	k.wait()
	// Not a measurement: systems allow five seconds, but the machine of this test may be slow.
	if took := time.Since(asked); took > 20*time.Second {
		t.Errorf("it took %v", took)
	}
}
