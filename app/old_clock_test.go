package app

import (
	"bytes"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"keyport/app/control"
	"keyport/keystore"
	"keyport/proxy/secret"
)

// testClock is a clock that tests set. It starts at a round second.
type testClock struct {
	mu sync.Mutex
	at instant
}

func newTestClock() *testClock {
	return &testClock{at: instant{wall: time.Date(2026, 3, 4, 15, 0, 0, 0, time.Local)}}
}

func (c *testClock) now() instant {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// pass lets time pass; set moves the wall clock alone, as a person or a time server does.
func (c *testClock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at.run += d
	c.at.wall = c.at.wall.Add(d)
}

func (c *testClock) set(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at.wall = c.at.wall.Add(d)
}

func TestTimerTakesOldCredentialsOut(t *testing.T) {
	dir := home(t)
	opts := options(dir)
	o := oldSecrets{password: oldSecret{text: secret.New("kp-formerformerformerformer"), issued: time.Now().Add(-oldLife / 2), ends: time.Now().Add(2 * time.Second)}}
	if err := opts.Keystore.Set(t.Context(), oldAccount("VS Code"), o.encode().Reveal()); err != nil {
		t.Fatal(err)
	}
	r := begin(t, dir, opts)
	r.waitGone("VS Code")
	if time.Now().Before(o.password.ends.Truncate(time.Second)) {
		t.Error("it went too early")
	}
	r.until("the end", func(s control.Status) bool { return s.Clients[0].Old == (control.OldUntil{}) })
}

func TestClockThatIsSet(t *testing.T) {
	for _, c := range []struct {
		name string
		set  func(*testClock)
		want opened
	}{
		{"back behind the renewal", func(c *testClock) { c.pass(time.Minute); c.set(-2 * time.Minute) }, neither},
		{"back, again and again", func(c *testClock) {
			for range 12 {
				c.pass(5 * time.Minute)
				c.set(-5 * time.Minute)
			}
		}, neither},
		{"back by a little", func(c *testClock) { c.pass(10 * time.Minute); c.set(-5 * time.Minute) }, both},
		{"a day ahead", func(c *testClock) { c.set(24 * time.Hour) }, neither},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, clock := home(t), newTestClock()
			opts := options(dir)
			opts.now = clock.now
			r := begin(t, dir, opts)
			before := r.access("VS Code")
			r.rotate("VS Code", control.RotateBoth, control.KeepOld)
			c.set(clock)
			r.want("old ones", before, c.want)
			if c.want == both {
				return
			}
			// Once they have ended, no other setting of the clock brings them back.
			nudge(r.resweep)
			r.waitGone("VS Code")
			for _, d := range []time.Duration{-24 * time.Hour, 5 * time.Minute, time.Minute, 24 * time.Hour} {
				clock.set(d)
				r.want("old ones after the clock was set again", before, neither)
			}
		})
	}
}

func TestWhatIsStoredOfOldCredentials(t *testing.T) {
	at := newTestClock().at
	good := oldSecrets{
		password: oldSecret{text: secret.New("kp-a \"b\" é"), issued: at.wall, ends: at.wall.Add(oldLife), learnt: at},
		address:  oldSecret{text: secret.New("abc"), issued: at.wall.Add(-time.Minute), ends: at.wall.Add(time.Minute), learnt: at},
	}
	if got := decodeOld(good.encode(), at); got.password.text.Reveal() != good.password.text.Reveal() || !got.password.ends.Equal(good.password.ends) ||
		got.address.text.Reveal() != good.address.text.Reveal() || !got.address.issued.Equal(good.address.issued) || got.none() || got.counting(at).none() {
		t.Error("it did not come back as it was") // no value: they are secrets
	}
	for name, text := range map[string]string{
		"nothing": "", "no JSON": "kp-abc", "another JSON": "[1]", "null": "null", "no times": `{"Password":{"Text":"kp-abc"}}`,
		"longer than an hour": `{"Password":{"Text":"kp-abc","Issued":1,"Ends":99999999999}}`,
		"not text":            `{"Password":{"Text":7,"Issued":1,"Ends":2}}`,
	} {
		if !decodeOld(secret.New(text), at).counting(at).none() {
			t.Errorf("%s opens something", name)
		}
	}
}

func TestOldCredentialsStayOutOfTheLog(t *testing.T) {
	var out bytes.Buffer
	redactor := NewRedactor(&out)
	store := keystore.Memory()
	old := oldSecrets{password: oldSecret{text: secret.New("kp-formerformerformerformer"), issued: time.Now(), ends: time.Now().Add(time.Minute)}}
	if err := store.Set(t.Context(), oldAccount("Zed"), old.encode().Reveal()); err != nil {
		t.Fatal(err)
	}
	v := newVault(store, nil, redactor.Add) // as after a restart: it was never the present one in this run
	if err := v.load(t.Context(), clientAccounts("Zed")); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(redactor, "a library prints kp-formerformerformerformer here"); err != nil || strings.Contains(out.String(), "former") {
		t.Errorf("%q %v", out.String(), err)
	}
}
