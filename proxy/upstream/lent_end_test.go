package upstream

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestMemoryComesBackWhateverHappens(t *testing.T) { bothWays(t, memoryComesBackWhateverHappens) }

func memoryComesBackWhateverHappens(t *testing.T, rt http.RoundTripper) {
	for _, c := range []struct {
		name   string
		answer func(c net.Conn, r *bufio.Reader)
		cancel bool // once the upstream has begun to read
	}{
		{"answered", func(c net.Conn, r *bufio.Reader) {
			_, _ = r.Discard(large - 200)
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
		}, false},
		{"cancelled while it was sent", func(c net.Conn, _ *bufio.Reader) { _, _ = io.Copy(io.Discard, c) }, true},
		{"cut by the upstream", func(c net.Conn, _ *bufio.Reader) { _ = c.(*net.TCPConn).SetLinger(0) }, false},
		{"answered early and closed", func(c net.Conn, _ *bufio.Reader) {
			_, _ = io.WriteString(c, "HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
		}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			returned := spoiling(t)
			pieces, _, l := lentBody(large)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			url := rawUpstream(t, func(conn net.Conn, r *bufio.Reader) {
				skipHeaders(r)
				_, _ = r.Discard(100)
				if c.cancel {
					cancel()
				}
				c.answer(conn, r)
			})
			if resp, e := upstreamAt(t, url, rt).Send(ctx, posted(pieces, l)); e == nil {
				_, _ = io.Copy(io.Discard, resp.Body)
				resp.Body.Close()
			}
			l.Return()
			eventually(t, returned, 1)
		})
	}
	t.Run("never sent", func(t *testing.T) {
		returned := spoiling(t)
		for name, change := range map[string]func(*Config){
			"unreachable": func(c *Config) { c.URL = "http://127.0.0.1:1" },
			"no key":      func(c *Config) { c.NoAuth = false },
		} {
			pieces, _, l := lentBody(large)
			cfg := Config{Name: "test", Kind: KindOpenAI, URL: "http://127.0.0.1:1", NoAuth: true}
			change(&cfg)
			u, err := New(cfg, rt)
			if err != nil {
				t.Fatal(err)
			}
			if _, e := u.Send(t.Context(), posted(pieces, l)); e == nil {
				t.Fatalf("%s: no error", name)
			}
			l.Return()
		}
		eventually(t, returned, 2)
	})
}

// TestMemoryIsKeptForHTTP2 has the upstream read behind its answer too. HTTP/2
// closes the body of a request that was answered or reset while it may be reading it.
func TestMemoryIsKeptForHTTP2(t *testing.T) {
	for _, early := range []bool{false, true} {
		t.Run(fmt.Sprint("reset ", early), func(t *testing.T) {
			returned := spoiling(t)
			pieces, whole, l := lentBody(large)
			handlerLeft := make(chan struct{})
			read := make(chan []byte, 1)
			server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.WriteHeader(http.StatusOK)
				w.(http.Flusher).Flush()
				if early {
					return
				}
				<-handlerLeft
				body, _ := io.ReadAll(r.Body)
				read <- body
			}))
			server.EnableHTTP2 = true
			server.StartTLS()
			defer server.Close()
			rt := plainTransport(t)
			rt.TLSClientConfig = server.Client().Transport.(*http.Transport).TLSClientConfig
			resp, e := upstreamAt(t, server.URL, rt).Send(t.Context(), posted(pieces, l))
			if e != nil {
				t.Fatal(e.Cause)
			}
			defer resp.Body.Close()
			if resp.ProtoMajor != 2 {
				t.Fatal(resp.Proto)
			}
			l.Return()
			close(handlerLeft)
			if !early {
				if got := <-read; !bytes.Equal(got, whole) {
					t.Fatalf("the upstream read %d of %d bytes, %d of them spoilt", len(got), len(whole), bytes.Count(got, []byte{poison}))
				}
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			eventually(t, returned, 1)
		})
	}
}
