package app

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"keyport/app/control"
	"keyport/app/settings"
)

// withKey begins a run at a provider whose key is there.
func withKey(t *testing.T, p *provider, key string, change ...func(*settings.Settings)) (*run, control.Access) {
	t.Helper()
	dir := home(t)
	write(t, dir, upstreamAt(p))
	for _, c := range change {
		write(t, dir, c)
	}
	r := begin(t, dir, options(dir))
	r.setKey(key)
	return r, r.access("VS Code")
}

// One refused request may be the model's or the path's fault; only the check of
// the key itself says that it is gone.
func TestRefusedKeyIsDoubtfulUntilItIsChecked(t *testing.T) {
	r, a := withKey(t, newProvider(t), "sk-wrong-0123456789abcdefghij-wxyz")
	if status, body := r.ask(a); status != 502 || !strings.Contains(body, "upstream_key_rejected") {
		t.Errorf("a rejected key is %d %s", status, body)
	}
	p := r.problem(problemDoubtful)
	s := r.state(control.StateAttention)
	if p.Blocking || p.Page != control.PageKey || s.Upstreams[0].Key != control.KeyPresent || s.Upstreams[0].Trouble != problemDoubtful {
		t.Errorf("%+v %+v", p, s.Upstreams)
	}
	if err := r.act(p, control.ActionCheckKey); err != nil {
		t.Fatal(err)
	}
	s = r.state(control.StateBlocked)
	p = r.problem(problemRejected)
	if !p.Blocking || s.Upstreams[0].Key != control.KeyRejected || !strings.Contains(p.Sentence, "…wxyz") || p.Action != control.ActionEnterKey || s.Upstreams[0].LastCheck == nil {
		t.Errorf("%+v", s)
	}
	start := time.Now()
	if status, body := r.ask(a); status != 502 || !strings.Contains(body, "upstream_key_rejected") || time.Since(start) > 10*time.Second {
		t.Errorf("%d %s after %v", status, body, time.Since(start))
	}
	r.setKey(goodKey)
	r.state(control.StateReady)
}

func TestRejectedKeyEndsWhenItWorksAgain(t *testing.T) {
	provider := newProvider(t)
	r, a := withKey(t, provider, goodKey)
	provider.set(401, nil)
	r.ask(a)
	if err := r.act(r.problem(problemDoubtful), control.ActionCheckKey); err != nil {
		t.Fatal(err)
	}
	p := r.problem(problemRejected)
	provider.set(0, nil)
	if err := r.act(p, control.ActionCheckKey); err != nil {
		t.Fatal(err)
	}
	r.state(control.StateReady)
	provider.set(401, nil)
	r.ask(a)
	r.problem(problemDoubtful)
	provider.set(0, nil)
	r.ask(a)
	r.state(control.StateReady)
}

// A key that is refused takes only its own account away.
func TestRejectedKeyBlocksNoOtherAccount(t *testing.T) {
	bad, good := newProvider(t), newProvider(t)
	r, _ := withKey(t, bad, goodKey, func(s *settings.Settings) {
		s.Upstreams[0].Models = []string{"bad-*"}
		s.Upstreams = append(s.Upstreams, settings.NewUpstream("other", good.URL+"/v1"))
		s.Upstreams[1].Auth = "none"
	})
	bad.set(401, nil)
	if _, err := r.CheckKey(t.Context(), control.KeyCheck{Upstream: "openai"}); err != nil {
		t.Fatal(err)
	}
	if p := r.problem(problemRejected); p.Blocking || p.Upstream != "openai" {
		t.Errorf("%+v", p)
	}
	r.state(control.StateAttention)
}

func TestProviderThatAnswersWithErrorsIsToldOnceItHappensOften(t *testing.T) {
	provider := newProvider(t)
	r, a := withKey(t, provider, goodKey)
	provider.set(500, nil)
	r.ask(a)
	s := r.until("the error", func(s control.Status) bool { return s.Upstreams[0].LastError != "" })
	if len(s.Problems) != 0 || s.State != control.StateReady || s.Upstreams[0].ErrorSince == nil {
		t.Errorf("one error is told: %+v", s)
	}
	r.ask(a)
	provider.set(503, nil)
	r.ask(a)
	p := r.problem(problemErrors)
	if since := s.Upstreams[0].ErrorSince.Local().Format("15:04"); !strings.Contains(p.Sentence, since) || !strings.Contains(p.Sentence, "503") || p.Blocking {
		t.Errorf("%q, since %s", p.Sentence, since)
	}
	r.state(control.StateAttention)
	provider.set(0, nil)
	if err := r.act(p, control.ActionTestAgain); err != nil {
		t.Fatal(err)
	}
	s = r.state(control.StateReady)
	if u := s.Upstreams[0]; u.LastError != "" || u.ErrorSince != nil || u.LastAnswer == nil || len(s.Problems) != 0 {
		t.Errorf("%+v", s)
	}
}

func TestProviderThatIsSlowIsToldAsThat(t *testing.T) {
	provider := newProvider(t)
	mute := make(chan struct{})
	slow := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-mute:
		case <-r.Context().Done():
		}
	})
	var mu sync.Mutex
	handler := http.Handler(slow)
	provider.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		h := handler
		mu.Unlock()
		h.ServeHTTP(w, r)
	})
	defer close(mute)
	r, a := withKey(t, provider, goodKey, func(s *settings.Settings) {
		s.Upstreams[0].FirstByteTimeout = settings.Duration(200 * time.Millisecond)
	})
	for range manyErrors {
		if status, _ := r.ask(a); status != 504 {
			t.Fatalf("%d", status)
		}
	}
	if p := r.problem(problemErrors); !strings.Contains(p.Sentence, "in time") {
		t.Errorf("%q", p.Sentence)
	}
	mu.Lock()
	handler = provider
	mu.Unlock()
	for range 20 { // a busy computer may be too slow for 200 ms itself
		if status, _ := r.ask(a); status == 200 {
			break
		}
	}
	r.ends(problemErrors)
}

func TestUnreachableProviderIsToldUntilItAnswers(t *testing.T) {
	provider := newProvider(t)
	r, a := withKey(t, provider, goodKey)
	r.ask(a)
	s := r.until("an answer", func(s control.Status) bool { return s.Upstreams[0].LastAnswer != nil })
	if s.Upstreams[0].FirstByte <= 0 {
		t.Errorf("no latency: %+v", s.Upstreams)
	}
	address := provider.Listener.Addr().String()
	provider.Close()
	for range 2 { // the first may still go out on the connection that is just being closed, and that one breaks
		if status, _ := r.ask(a); status != 502 {
			t.Errorf("%d", status)
		}
	}
	p := r.problem(problemUnreachable)
	s = r.state(control.StateAttention)
	if want := address + " could not be reached."; s.Upstreams[0].LastError != want || p.Sentence != want {
		t.Errorf("%q, want %q", s.Upstreams[0].LastError, want)
	}
	again := listenAt(t, address)
	srv := &http.Server{Handler: provider}
	served := make(chan error, 1)
	go func() { served <- srv.Serve(again) }()
	defer func() { _ = srv.Close(); <-served }()
	if err := r.act(p, control.ActionTestAgain); err != nil {
		t.Fatal(err)
	}
	r.state(control.StateReady)
}

func TestProviderLimitEndsWhenTheProviderSaid(t *testing.T) {
	provider := newProvider(t)
	wait := "3600"
	limited := true
	var mu sync.Mutex
	provider.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		mu.Lock()
		seconds, on := wait, limited
		mu.Unlock()
		if !on || strings.HasSuffix(req.URL.Path, "/models") {
			provider.ServeHTTP(w, req)
			return
		}
		w.Header().Set("Retry-After", seconds)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusTooManyRequests)
		_, _ = w.Write([]byte(`{"error":{"message":"slow down"}}`))
	})
	set := func(seconds string, on bool) {
		mu.Lock()
		defer mu.Unlock()
		wait, limited = seconds, on
	}
	var ahead atomic.Int64
	dir := home(t)
	write(t, dir, upstreamAt(provider))
	r := launchAfter(t, dir, options(dir), func(k *Keyport) {
		k.clock = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	})
	<-r.Ready()
	r.setKey(goodKey)
	a := r.access("VS Code")

	set("5", true) // agents meet such waits all the time
	if status, body := r.ask(a); status != 429 || !strings.Contains(body, "slow down") {
		t.Errorf("the app is told %d %s", status, body)
	}
	if s := r.until("the request", func(s control.Status) bool { return s.Clients[0].Requests == 1 }); len(s.Problems) != 0 {
		t.Errorf("%+v", s.Problems)
	}
	set("3600", true)
	r.ask(a)
	p := r.problem(problemLimit)
	s := r.state(control.StateAttention)
	until := s.Upstreams[0].LimitUntil
	if until == nil || !strings.Contains(p.Sentence, clockTime(*until, time.Now())) {
		t.Errorf("%q %v", p.Sentence, until)
	}
	set("", false)
	r.ask(a) // another model may have another limit: an answer is an answer
	r.state(control.StateReady)

	// Nobody asks any more, and the time passes.
	set("31", true)
	r.ask(a)
	r.problem(problemLimit)
	ahead.Store(int64(time.Minute))
	nudge(r.limits) // the clock is looked at every half a minute otherwise
	r.ends(problemLimit)
}

func TestAccountWithoutCreditIsTold(t *testing.T) {
	provider := newProvider(t)
	r, a := withKey(t, provider, goodKey)
	provider.set(402, nil)
	r.ask(a)
	p := r.problem(problemCredit)
	r.state(control.StateAttention)
	provider.set(0, nil)
	if err := r.act(p, control.ActionTestAgain); err != nil {
		t.Fatal(err)
	}
	r.state(control.StateReady)
}

func TestProxyThatCannotBeReachedIsTold(t *testing.T) {
	dead := listenAt(t, "127.0.0.1:0")
	address := dead.Addr().String()
	_ = dead.Close()
	provider := newProvider(t)
	r, a := withKey(t, provider, goodKey, func(s *settings.Settings) { s.Upstreams[0].URL = "https://provider.invalid/v1" })
	if err := r.edit(func(s *settings.Settings) { s.Upstreams[0].Proxy = "http://" + address }); err != nil {
		t.Fatal(err)
	}
	r.ask(a)
	p := r.problem(problemProxy)
	if p.Opens(control.ActionNetworkProxy) != control.PageNetwork || p.Action != control.ActionNetworkProxy {
		t.Errorf("%+v", p)
	}
	if err := r.edit(func(s *settings.Settings) { s.Upstreams[0].Proxy = "none"; s.Upstreams[0].URL = provider.URL + "/v1" }); err != nil {
		t.Fatal(err)
	}
	r.setKey(goodKey)
	r.state(control.StateReady)
}
