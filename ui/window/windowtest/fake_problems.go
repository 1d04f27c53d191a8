package windowtest

import (
	"context"

	"keyport/app/control"
)

// fakeProblems is the part of what helps against problems.
type fakeProblems struct {
	Crash   string               // what CrashReport gives
	Results []control.TestResult // what TestAll gives
	Ports   map[int]control.PortAnswer
}

// TryPortNow is part of control.API.
func (f *Fake) TryPortNow(context.Context) error { return f.noted("TryPortNow") }

// TrySaveNow is part of control.API.
func (f *Fake) TrySaveNow(context.Context) error { return f.noted("TrySaveNow") }

// AskKeychain is part of control.API.
func (f *Fake) AskKeychain(context.Context) error { return f.noted("AskKeychain") }

// UseSession is part of control.API.
func (f *Fake) UseSession(context.Context) error { return f.noted("UseSession") }

// StartFresh is part of control.API.
func (f *Fake) StartFresh(context.Context) (control.SettingsView, error) {
	f.Lock()
	defer f.Unlock()
	return f.View, f.Enter("StartFresh", "StartFresh")
}

// DismissProblem is part of control.API.
func (f *Fake) DismissProblem(_ context.Context, code string) error {
	f.Lock()
	defer f.Unlock()
	return f.Enter("DismissProblem "+code, "DismissProblem")
}

// CrashReport is part of control.API.
func (f *Fake) CrashReport(context.Context) (string, error) {
	f.Lock()
	defer f.Unlock()
	return f.Crash, f.Fail["CrashReport"]
}

// TestAll is part of control.API.
func (f *Fake) TestAll(context.Context) ([]control.TestResult, error) {
	f.Lock()
	defer f.Unlock()
	return f.Results, f.Fail["TestAll"]
}

// CheckPort is part of control.API. A port that no test has spoken of is free.
func (f *Fake) CheckPort(_ context.Context, port int) (control.PortAnswer, error) {
	f.Lock()
	defer f.Unlock()
	if answer, known := f.Ports[port]; known {
		return answer, f.Fail["CheckPort"]
	}
	return control.PortAnswer{OK: true}, f.Fail["CheckPort"]
}
