package app

import (
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"keyport/app/control"
	"keyport/app/settings"
)

// onPort is a run with a saved port.
func onPort(t *testing.T, port int, change ...func(*settings.Settings)) *run {
	t.Helper()
	dir := home(t)
	write(t, dir, func(s *settings.Settings) {
		s.Listen.Port = port
		for _, c := range change {
			c(s)
		}
	})
	opts := options(dir)
	opts.Listen = nil
	return begin(t, dir, opts)
}

func TestTakenPortIsTriedAgainAtAClick(t *testing.T) {
	port := freePort(t)
	held := listenAt(t, net.JoinHostPort(ipv4, strconv.Itoa(port)))
	r := onPort(t, port)
	p := r.problem(problemPort)
	if p.Page != control.PageNetwork || !p.Blocking || !strings.Contains(p.Sentence, self(t)) {
		t.Errorf("%+v", p)
	}
	e := wantCode(t, r.act(p, control.ActionTryAgain), control.CodePortTaken)
	if e.FreePort == 0 {
		t.Errorf("%+v", e)
	}
	_ = held.Close()
	if err := r.act(p, control.ActionTryAgain); err != nil {
		t.Fatal(err)
	}
	s := r.ends(problemPort)
	if len(s.Listening) == 0 || s.State == control.StateBlocked {
		t.Errorf("%+v", s)
	}
}

func TestTakenPortIsLeftForAFreeOne(t *testing.T) {
	port := freePort(t)
	listenAt(t, net.JoinHostPort(ipv4, strconv.Itoa(port)))
	r := onPort(t, port)
	p := r.problem(problemPort)
	if err := r.act(p, control.ActionUsePort); err != nil {
		t.Fatal(err)
	}
	s := r.ends(problemPort)
	if s.Address != "http://127.0.0.1:"+strconv.Itoa(p.FreePort) {
		t.Errorf("%s, want port %d", s.Address, p.FreePort)
	}
	if v, err := r.Settings(t.Context()); err != nil || v.Settings.Listen.Port != p.FreePort {
		t.Errorf("%+v %v", v.Settings.Listen, err)
	}
}

// The addresses that apps were told name 127.0.0.1, so a port of which only
// that half is free still serves them.
func TestHalfAPortServesAndSaysSo(t *testing.T) {
	if !hasIPv6(t) {
		return // there is no other half
	}
	port := freePort(t)
	held := listenAt(t, net.JoinHostPort(ipv6, strconv.Itoa(port)))
	r := onPort(t, port)
	p := r.problem(problemHalf)
	s := r.status()
	if p.Blocking || p.Page != control.PageNetwork || s.State == control.StateBlocked || len(s.Listening) != 1 || !strings.Contains(p.Sentence, self(t)) {
		t.Errorf("%+v %+v", p, s)
	}
	if status := r.get("http://127.0.0.1:"+strconv.Itoa(port)+"/health", ""); status != http.StatusOK {
		t.Errorf("%d", status)
	}
	wantCode(t, r.act(p, control.ActionTryAgain), control.CodePortTaken)
	_ = held.Close()
	if err := r.act(p, control.ActionTryAgain); err != nil {
		t.Fatal(err)
	}
	s = r.ends(problemHalf)
	if len(s.Listening) != 2 {
		t.Errorf("%v", s.Listening)
	}
	if status := r.get("http://[::1]:"+strconv.Itoa(port)+"/health", ""); status != http.StatusOK {
		t.Errorf("%d on ::1", status)
	}
}

func TestIPv6IsSwitchedWithoutLosingTheOtherHalf(t *testing.T) {
	if !hasIPv6(t) {
		return // there is nothing to switch
	}
	port := freePort(t)
	r := onPort(t, port)
	second := net.JoinHostPort(ipv6, strconv.Itoa(port))
	resp := r.get("http://"+second+"/health", "")
	if resp != http.StatusOK || len(r.status().Listening) != 2 {
		t.Fatalf("%d %v", resp, r.status().Listening)
	}
	set := func(on bool) {
		t.Helper()
		if err := r.edit(func(s *settings.Settings) { s.Listen.IPv6 = on }); err != nil {
			t.Fatal(err)
		}
	}
	set(false)
	if s := r.status(); len(s.Listening) != 1 || answers(t.Context(), ipv6, port) || len(s.Problems) != 0 {
		t.Errorf("%v %+v", s.Listening, s.Problems)
	}
	if status := r.get("http://127.0.0.1:"+strconv.Itoa(port)+"/health", ""); status != http.StatusOK {
		t.Errorf("%d", status)
	}
	held := listenAt(t, second)
	set(true) // saved, and told that the other half is taken
	p := r.problem(problemHalf)
	set(false)
	r.ends(problemHalf)
	_ = held.Close()
	set(true)
	if s := r.status(); len(s.Listening) != 2 || len(s.Problems) != 0 || p.Blocking {
		t.Errorf("%v %+v", s.Listening, s.Problems)
	}
}

func TestPortIsCheckedBeforeItIsChosen(t *testing.T) {
	free := freePort(t)
	held := listenAt(t, "127.0.0.1:0").Addr().(*net.TCPAddr).Port
	r := onPort(t, free)
	first, last := lentPorts()
	for name, c := range map[string]struct {
		port     int
		ok       bool
		sentence string
		note     bool
	}{
		"our own":          {free, true, "", free >= first && free <= last},
		"none":             {0, false, "Enter a number from 1024 to 65535.", false},
		"too high":         {65536, false, "Enter a number from 1024 to 65535.", false},
		"of another":       {held, false, "Port " + strconv.Itoa(held) + " is taken by " + self(t) + ".", false},
		"lent by the kind": {lentPort(t), true, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := r.CheckPort(t.Context(), c.port)
			if err != nil || got.OK != c.ok || got.Sentence != c.sentence || (got.Note != "") != c.note || name == "of another" && got.FreePort <= held {
				t.Errorf("%+v %v", got, err)
			}
		})
	}
}

// lentPort is a free port of the range that the system lends.
func lentPort(t *testing.T) int {
	t.Helper()
	first, last := lentPorts()
	for port := last; port > first; port-- {
		if s, err := listen(t.Context(), want{port: port, ipv6: true}); err == nil {
			s.close()
			return port
		}
	}
	t.Fatal("none is free")
	return 0
}
