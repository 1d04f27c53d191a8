package proxy

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"keyport/proxy/params"
)

// withRecords makes a configuration that hands its records over.
func withRecords(cfg Config) (Config, chan Record) {
	records := make(chan Record, 1000)
	cfg.Observe = func(r Record) { records <- r }
	return cfg, records
}

// An exchange that is used again must know nothing of the request before.
func TestARequestLeavesNothingToTheNext(t *testing.T) {
	up := newUpstream(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if strings.Contains(string(body), `"bare"`) {
			jsonAnswer(200, `{"choices":[]}`)(w, r)
			return
		}
		jsonAnswer(200, `{"choices":[{"index":0,"message":{"role":"assistant","content":"<think>hm</think>hi"}}],"usage":{"prompt_tokens":3,"completion_tokens":4}}`)(w, r)
	})
	cfg, records := withRecords(up.config())
	cfg.Aliases = map[string]string{"fast": "rich"}
	cfg.Rules = []Rule{{Models: []string{"fast"}, Params: params.Rule{Force: []params.Param{{Name: "temperature", Value: []byte("0.5")}}}}}
	s := serve(t, cfg)
	for range 20 {
		for _, c := range []struct{ url, body, asked, changes string }{
			{s.private, `{"model":"fast","temperature":1,"messages":[{"role":"user","content":"hello"},{"role":"user","content":"there"}]}`, "fast", "model forced thoughts"},
			{s.URL, `{"model":"bare"}`, "bare", ""},
			{s.URL, `{"model":5}`, "", ""},
		} {
			text(t, call(t, "POST", c.url+"/v1/chat/completions", c.body, bearer()...))
			r := ended(t, records)
			var changes []string
			for _, change := range r.Changes {
				changes = append(changes, change.What)
			}
			if r.Asked != c.asked || strings.Join(changes, " ") != c.changes || r.BytesIn != int64(len(c.body)) {
				t.Errorf("%s: %+v", c.body, r)
			}
			if rich := c.asked == "fast"; (r.Usage.In == 3) != rich || (r.Messages == 2) != rich || (r.Characters == 10) != rich || (r.Way == WayAddress) != rich {
				t.Errorf("%s: %+v", c.body, r)
			}
			if good := c.asked != ""; (r.Status == 200) != good || (r.Code == "") != good || (r.Upstream != "") != good || (r.FirstToken > 0) != good {
				t.Errorf("%s: %+v", c.body, r)
			}
		}
	}
}

// Who cancels a request at its very end must not meet the one that comes next.
func TestCancelMeetsNoOtherRequest(t *testing.T) {
	up := newUpstream(t, func(w http.ResponseWriter, r *http.Request) { jsonAnswer(200, `{"choices":[]}`)(w, r) })
	cfg, records := withRecords(up.config())
	s := serve(t, cfg)
	const workers, each = 8, 60
	ctx, stop := context.WithCancel(t.Context())
	var cancelling, asking sync.WaitGroup
	cancelling.Go(func() {
		for ctx.Err() == nil {
			for _, r := range s.Live() {
				if r.ID%3 == 0 {
					s.Cancel(r.ID)
				}
			}
		}
	})
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: workers}, Timeout: 20 * time.Second}
	defer client.CloseIdleConnections()
	for worker := range workers {
		asking.Go(func() {
			for i := range each {
				body := fmt.Sprintf(`{"model":"m-%d-%d","messages":[{"role":"user","content":"hi"}]}`, worker, i)
				req, _ := http.NewRequestWithContext(ctx, "POST", s.private+"/v1/chat/completions", strings.NewReader(body))
				req.Header.Set("Content-Type", "application/json")
				if resp, err := client.Do(req); err == nil {
					_, _ = io.Copy(io.Discard, resp.Body)
					resp.Body.Close()
				}
			}
		})
	}
	asking.Wait()
	stop()
	cancelling.Wait()
	s.Server.Close() // waits for those that still run
	close(records)
	good := 0
	for r := range records {
		if r.ID%3 != 0 && (r.Status != 200 || r.Code != "" || r.Cancelled) {
			t.Errorf("%+v", r)
		}
		if r.Code == "" {
			good++
		}
	}
	if good < workers*each/4 { // a request on a connection that a Cancel has closed does not arrive
		t.Errorf("%d were answered", good)
	}
}

// Thousands of records are kept, and an app's parameters are the same every time.
func TestRecordsShareWhatChangedAndKeepIt(t *testing.T) {
	up := newUpstream(t, jsonAnswer(200, `{"choices":[]}`))
	cfg, records := withRecords(up.config())
	cfg.Aliases = map[string]string{"fast": "m"}
	rule := func(value string) Rule {
		return Rule{Models: []string{"*"}, Params: params.Rule{Force: []params.Param{{Name: "temperature", Value: []byte(value)}}, Remove: []string{"stop"}}}
	}
	cfg.Rules = []Rule{rule("0.5")}
	s := serve(t, cfg)
	ask := func(body string) Record {
		text(t, call(t, "POST", s.URL+"/v1/chat/completions", body, bearer()...))
		return ended(t, records)
	}
	first := ask(`{"model":"m","temperature":1}`)
	if second := ask(`{"model":"m","temperature":1}`); &second.Changes[0] != &first.Changes[0] {
		t.Error("each has a list of its own")
	}
	if aliased := ask(`{"model":"fast","temperature":1}`); len(aliased.Changes) != 2 || aliased.Changes[0].What != ChangeModel || aliased.Changes[1] != first.Changes[0] {
		t.Errorf("%+v", aliased.Changes)
	}
	for body, want := range map[string]string{
		`{"model":"m","temperature":2}`:                "2",
		`{"model":"m"}`:                                "",
		`{"model":"m","temperature":"high"}`:           `"high"`,
		`{"model":"m","temperature":[1,2]}`:            "[…]",
		`{"model":"m","temperature":{"a":1}}`:          "{…}",
		`{"model":"m","temperature":1,"stop":"a"}`:     "1",
		`{"model":"m","temperature":1` + zeros + `}`:   "1" + zeros[:99] + "…",
		`{"model":"m","temperature":"` + zeros + `" }`: "“…”",
	} {
		for range 2 {
			if r := ask(body); r.Changes[0].Before != want || strings.Contains(body, "stop") != (len(r.Changes) == 2) {
				t.Errorf("%s: %+v", body, r.Changes)
			}
		}
	}
	cfg.Rules = []Rule{rule("0.7")}
	cfg.Rules[0].Models = []string{"m"}
	if err := s.Swap(cfg); err != nil {
		t.Fatal(err)
	}
	if r := ask(`{"model":"m","temperature":1}`); r.Changes[0].After != "0.7" || r.Changes[0].RuleModels != "m" {
		t.Errorf("under other rules: %+v", r.Changes)
	}
	if c := first.Changes; len(c) != 1 || c[0].Before != "1" || c[0].After != "0.5" || c[0].RuleModels != "*" {
		t.Errorf("the first one has become %+v", c)
	}
}

var zeros = strings.Repeat("0", 120)
