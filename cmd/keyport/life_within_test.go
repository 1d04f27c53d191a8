package main_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// An installer ends Keyport: what ends in time ends whole, what does not is cut
// and looks so, and when the command returns Keyport has ended.
func TestQuitWithinATime(t *testing.T) {
	for name, c := range map[string]struct {
		within string
		ends   bool // the answer does, in time
	}{
		"an answer that ends in time": {"2m", true},
		"an answer that takes longer": {"300ms", false},
	} {
		t.Run(name, func(t *testing.T) {
			k := start(t, newAccount(t), "")
			k.warm(t)
			begun, refused := make(chan struct{}), make(chan struct{})
			k.up.answers(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "text/event-stream")
				fmt.Fprint(w, "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"half\"}}]}\n\n")
				w.(http.Flusher).Flush()
				close(begun)
				if c.ends {
					<-refused
					fmt.Fprint(w, "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n")
					return
				}
				<-r.Context().Done()
			})
			got := make(chan answer, 1)
			go func() {
				got <- k.send(t, attack{path: "/v1/chat/completions", body: `{"stream":true,` + hostileChat[1:]})
			}()
			<-begun
			if c.ends {
				go func() { // ends when Keyport refuses, which is while it waits
					defer close(refused)
					for {
						if said, ok := k.try(t, "status"); !ok || strings.HasPrefix(said, "Quitting") {
							return
						}
					}
				}()
			}
			if said, ok := k.try(t, "quit", "--within", c.within); !ok {
				t.Errorf("it could not be ended: %s", said)
			}
			if said, ok := k.try(t, "status"); ok {
				t.Errorf("it still runs: %s", said)
			}
			a := <-got
			if whole := strings.Contains(a.text, "[DONE]"); whole != c.ends || !strings.Contains(a.text, "half") {
				t.Errorf("the answer is whole: %v, want %v: %q", whole, c.ends, a.text)
			}
			k.wait()
		})
	}
}
