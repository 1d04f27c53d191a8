package app

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"keyport/app/control"
	"keyport/app/settings"
)

func TestChangeMidStreamLeavesTheStreamAlone(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	write(t, dir, upstreamAt(p))
	r := begin(t, dir, options(dir))
	r.setKey(goodKey)
	a := r.access("VS Code")
	hold := make(chan struct{})
	p.set(0, hold)
	resp := r.chat(a)
	defer resp.Body.Close()
	rest := first(t, resp)

	// Everything that this stream depends on changes under it.
	if _, err := r.RotateClient(t.Context(), "VS Code", control.RotateBoth); err != nil {
		t.Fatal(err)
	}
	if err := r.edit(func(s *settings.Settings) {
		s.Listen.Prefix = "/work"
		s.Think.Tags = []string{"<la", "st>"}
		s.Clients = []settings.Client{{Name: "Zed"}}
	}); err != nil {
		t.Fatal(err)
	}
	r.setKey("sk-wrong-0123456789abcdefghij-wxyz")
	if err := r.Pause(t.Context(), timeZero); err != nil {
		t.Fatal(err)
	}
	close(hold)
	body, err := io.ReadAll(rest)
	if err != nil || !strings.Contains(string(body), "last") || !strings.HasSuffix(string(body), "data: [DONE]\n\n") {
		t.Errorf("%v %q", err, body)
	}
	if status := r.get(a.Address+"/api/version", ""); status == 200 {
		t.Error("the old address still opens for new requests")
	}
}

func TestPortChangeOpensTheNewOneFirst(t *testing.T) {
	p := newProvider(t)
	dir := home(t)
	write(t, dir, func(s *settings.Settings) { upstreamAt(p)(s); s.Listen.Port = freePort(t) })
	opts := options(dir)
	opts.Listen = nil
	r := begin(t, dir, opts)
	r.setKey(goodKey)
	old := r.access("VS Code")
	hold := make(chan struct{})
	p.set(0, hold)
	resp := r.chat(old)
	defer resp.Body.Close()
	rest := first(t, resp)

	port := freePort(t)
	if err := r.edit(func(s *settings.Settings) { s.Listen.Port = port }); err != nil {
		t.Fatal(err)
	}
	s := r.status()
	if want := fmt.Sprintf("http://127.0.0.1:%d", port); s.Address != want {
		t.Errorf("%s, want %s", s.Address, want)
	}
	p.set(0, nil)
	if status, _ := r.ask(r.access("VS Code")); status != 200 {
		t.Errorf("%d on the new port", status)
	}
	close(hold)
	if body, err := io.ReadAll(rest); err != nil || !strings.Contains(string(body), "[DONE]") {
		t.Errorf("the stream on the old port ended with %v: %q", err, body)
	}
	resp.Body.Close()
	waitRefused(t, old.Base)
}

func TestTakenPortIsRefusedAndNothingChanges(t *testing.T) {
	dir := home(t)
	start := freePort(t)
	write(t, dir, func(s *settings.Settings) { s.Listen.Port = start })
	opts := options(dir)
	opts.Listen = nil
	r := begin(t, dir, opts)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := taken.Addr().(*net.TCPAddr).Port
	before, _ := os.ReadFile(filepath.Join(dir, "settings.toml"))
	e := wantCode(t, r.edit(func(s *settings.Settings) { s.Listen.Port = port }), control.CodeInvalid)
	if len(e.Fields) != 1 || e.Fields[0].Field != "listen.port" || !strings.Contains(e.Message, strconv.Itoa(port)) {
		t.Errorf("%+v", e)
	}
	after, _ := os.ReadFile(filepath.Join(dir, "settings.toml"))
	if string(before) != string(after) {
		t.Error("the file has changed")
	}
	if s := r.status(); s.State != control.StateSetup || !strings.HasSuffix(s.Address, strconv.Itoa(start)) {
		t.Errorf("%+v", s)
	}
}

func TestSavingIsGuardedByTheRevision(t *testing.T) {
	dir := home(t)
	r := begin(t, dir, options(dir))
	v, err := r.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.AddClient(t.Context(), "Zed"); err != nil {
		t.Fatal(err)
	}
	v.Settings.Listen.Prefix = "/work"
	_, err = r.SaveSettings(t.Context(), v)
	wantCode(t, err, control.CodeConflict)
	v, _ = r.Settings(t.Context())
	v.Settings.Listen.Prefix = "work"
	_, err = r.SaveSettings(t.Context(), v)
	if e := wantCode(t, err, control.CodeInvalid); e.Fields[0].Field != "listen.prefix" {
		t.Errorf("%+v", e)
	}
	v.Settings.Listen.Prefix = "/work"
	v.Settings.Access = settings.AccessOpen
	after, err := r.SaveSettings(t.Context(), v)
	if err != nil || after.Revision == v.Revision || len(after.Warnings) == 0 {
		t.Errorf("%+v %v", after, err)
	}
	if s := r.status(); !strings.HasSuffix(s.Address, "/work") {
		t.Error(s.Address)
	}
}

func TestFileChangedByHandCounts(t *testing.T) {
	dir := home(t)
	r := begin(t, dir, options(dir))
	if err := r.UseDemo(t.Context(), true); err != nil { // so that there is a file
		t.Fatal(err)
	}
	path := filepath.Join(dir, "settings.toml")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), `prefix = ""`, `prefix = "/hand"`, 1)
	if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	// A window that saves over it is told; what runs is what stands in the file.
	wantCode(t, r.edit(func(s *settings.Settings) { s.Access = settings.AccessOpen }), control.CodeConflict)
	if s := r.status(); !strings.HasSuffix(s.Address, "/hand") || s.State == control.StateOpen {
		t.Errorf("%+v", s)
	}
	// What Keyport changes on the person's behalf goes on top of it.
	if err := os.WriteFile(path, []byte(strings.Replace(changed, "/hand", "/other", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := r.AddClient(t.Context(), "Zed")
	if err != nil || !strings.HasSuffix(a.Base, "/other") || r.get(a.Address+"/api/version", "") != 200 {
		t.Errorf("%s %v", a.Base, err)
	}
}

func TestMistakesInTheFileAreLeftToTheirOwner(t *testing.T) {
	dir := home(t)
	path := filepath.Join(dir, "settings.toml")
	const text = "version = 1\naccess = \"everyone\"\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	opts := options(dir)
	opts.Listen = nil
	r := begin(t, dir, opts)
	_, err := r.AddClient(t.Context(), "Zed")
	wantCode(t, err, control.CodeInvalid)
	wantCode(t, r.UseDemo(t.Context(), true), control.CodeInvalid)
	if now, _ := os.ReadFile(path); string(now) != text {
		t.Errorf("the file is now %q", now)
	}
	// The window may save over it: it shows what it saves.
	if err := r.edit(func(s *settings.Settings) { s.Access = settings.AccessOpen }); err != nil {
		t.Fatal(err)
	}
	if s := r.status(); len(s.Problems) != 0 {
		t.Errorf("%+v", s.Problems)
	}
}

func TestSettingsFileThatCannotBeUsed(t *testing.T) {
	cases := map[string]struct {
		text, code string
		state      control.State
	}{
		"damaged": {"version = 1\n[listen\n", problemBroken, control.StateBlocked},
		"newer":   {"version = 99\n", problemNewer, control.StateSetup},
		"wrong":   {"version = 1\naccess = \"everyone\"\n", problemSettings, control.StateSetup},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			dir := home(t)
			path := filepath.Join(dir, "settings.toml")
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			r := begin(t, dir, options(dir))
			s := r.state(c.state)
			if problemCodes(s) != c.code {
				t.Errorf("%+v", s.Problems)
			}
			if name == "newer" {
				wantCode(t, r.edit(func(s *settings.Settings) { s.Listen.Prefix = "/x" }), control.CodeReadOnly)
				if text, _ := os.ReadFile(path); string(text) != c.text {
					t.Error("the file has changed")
				}
			}
		})
	}
}
