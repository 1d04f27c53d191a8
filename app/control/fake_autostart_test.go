package control

import (
	"context"
	"testing"
)

func (f *fake) Autostart(context.Context) (Autostart, error) {
	return Autostart{State: AutostartElsewhere, Sentence: "Another copy.", Starts: true, Program: "/p", Entry: "/e"}, f.did("autostart")
}

func (f *fake) SetAutostart(_ context.Context, on bool) (Autostart, error) {
	return Autostart{State: AutostartBlocked, SystemPage: "ms-settings:startupapps"}, f.did(on)
}

func TestAutostartArrivesAsItWasAsked(t *testing.T) {
	f := &fake{}
	dir := seatDir(t)
	start(t, f, dir)
	conn := dial(t, dir)
	want, _ := f.Autostart(t.Context())
	if got, err := conn.Autostart(t.Context()); err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	f.got = nil
	if got, err := conn.SetAutostart(t.Context(), true); err != nil || got.State != AutostartBlocked || got.SystemPage == "" {
		t.Errorf("%+v, %v", got, err)
	}
	if len(f.got) != 1 || f.got[0] != true {
		t.Errorf("arrived %v", f.got)
	}
}
