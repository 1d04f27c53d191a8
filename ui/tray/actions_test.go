package tray

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"keyport/app/control"
)

func TestClickCallsTheProgram(t *testing.T) {
	setup := states()["setup"]
	paused, working, quitting := states()["paused"], states()["working"], states()["quitting"]
	overridden := control.SettingsView{Overridden: map[string]string{"listen.port": "--listen"}}
	for _, c := range []struct {
		row, want string
		state     control.Status
		view      control.SettingsView
	}{
		{row: idStatus, want: `OpenWindow "key"`, state: setup},
		{row: idStatus, want: `OpenWindow "overview"`, state: ready()},
		{row: idStatus, want: `OpenWindow "key"`, state: attention("The provider refused the key")},
		{row: idOpen, want: `OpenWindow ""`, state: ready()},
		{row: idPauseHour, want: "Pause 1h0m0s", state: ready()},
		{row: idPauseHold, want: "Pause", state: ready()},
		{row: idResume, want: "Resume", state: paused},
		{row: idCopyConnect, want: `OpenWindow "apps"`, state: ready()},
		{row: idConnect, want: `OpenWindow "apps"`, state: states()["no-apps"]},
		{row: idDemo, want: "UseDemo true", state: setup},
		{row: idActivity, want: `OpenWindow "activity"`, state: ready()},
		{row: idSettings, want: `OpenWindow "general"`, state: ready()},
		{row: idFix, want: `OpenWindow "network"`, state: states()["port"]},
		{row: idFix, want: "SaveSettings port 11435", state: states()["port-free"]},
		{row: idFix, want: `OpenWindow "network"`, state: states()["port-free"], view: overridden},
		{row: idFix, want: `OpenWindow "key"`, state: states()["locked"]},
		{row: idFix, want: `OpenWindow "key"`, state: states()["rejected"]},
		{row: idFix, want: "RestoreSettings", state: states()["restore"]},
		{row: idQuit, want: "QuitWhenIdle", state: ready()}, // a request may have begun since the menu was drawn
		{row: idQuitIdle, want: "QuitWhenIdle", state: working},
		{row: idQuitNow, want: "Quit", state: working},
		{row: idQuitAnyway, want: "Quit", state: quitting},
		{row: idKeep, want: "Resume", state: quitting},
		{row: idUpdate, want: "OpenRelease", state: states()["update"]},
	} {
		t.Run(c.row+" "+string(c.state.State), func(t *testing.T) {
			inTime(t, c.state, func(d *desk) {
				time.Sleep(settle) // the icon waits so long before it tells of requests
				d.api.view = c.view
				d.click(c.row)
				d.wantCalls(c.want)
			})
		})
	}
}

func TestPauseUntilTheMorningEndsAtEight(t *testing.T) {
	inTime(t, ready(), func(d *desk) {
		until := time.Until(morning(time.Now())).Round(time.Minute)
		d.click(idPauseMorning)
		d.wantCalls(fmt.Sprintf("Pause %s", until))
	})
}

func TestHiddenRowsDoNothing(t *testing.T) {
	inTime(t, ready(), func(d *desk) {
		for _, id := range []string{idResume, idDemo, idCopies, copyRow(1), idPause, idFix, idConnect, idKeep, idUpdate, idQuits, idQuitNow, idQuitAnyway, "no such row"} {
			d.click(id)
		}
		d.wantCalls()
	})
}

func TestCopyAddress(t *testing.T) {
	two := ready()
	two.Clients = clients("Zed", "VS Code")
	private := control.Access{Address: "http://127.0.0.1:11434/secret", Base: "http://127.0.0.1:11434"}
	for _, c := range []struct {
		name, row, client, copied string
		access                    control.Access
		state                     control.Status
	}{
		{"the only app", copyRow(0), "VS Code", "http://127.0.0.1:11434/secret true", private, ready()},
		{"one of several", copyRow(1), "VS Code", "http://127.0.0.1:11434/secret true", private, two},
		{"no private address", copyRow(0), "VS Code", "http://127.0.0.1:11434 false", control.Access{Base: private.Base}, ready()},
	} {
		t.Run(c.name, func(t *testing.T) {
			inTime(t, c.state, func(d *desk) {
				d.api.access = c.access
				d.click(c.row)
				d.wantCalls(fmt.Sprintf("Access %q", c.client))
				if !slices.Equal(d.copied, []string{c.copied}) {
					d.t.Errorf("copied %q, want %q", d.copied, c.copied)
				}
				if strings.Contains(d.log.String(), "secret") {
					d.t.Errorf("the log tells the address: %s", d.log)
				}
			})
		})
	}
}

func TestFailedClickIsLoggedWithItsCause(t *testing.T) {
	inTime(t, ready(), func(d *desk) {
		d.api.fail = &control.Error{Code: control.CodeNoWindow, Message: "There is no window.", Cause: errors.New("exec: not found")}
		d.click(idOpen)
		for _, want := range []string{"There is no window.", control.CodeNoWindow, "exec: not found", idOpen} {
			if !strings.Contains(d.log.String(), want) {
				d.t.Errorf("the log lacks %q: %s", want, d.log)
			}
		}
	})
}

func TestSecondClickWaitsForTheFirst(t *testing.T) {
	inTime(t, ready(), func(d *desk) {
		d.api.block = make(chan struct{})
		d.click(idOpen)
		d.click(idOpen)
		d.click(idPauseHold) // another row is not held up
		d.wantCalls(`OpenWindow ""`, "Pause")
		close(d.api.block)
		synctest.Wait()
		d.click(idOpen)
		d.wantCalls(`OpenWindow ""`)
	})
}

func TestClickThatHangsIsGivenUp(t *testing.T) {
	inTime(t, ready(), func(d *desk) {
		d.api.block = make(chan struct{})
		d.click(idOpen)
		time.Sleep(actionTime)
		synctest.Wait()
		if !strings.Contains(d.log.String(), context.DeadlineExceeded.Error()) {
			d.t.Errorf("the log does not tell of the deadline: %s", d.log)
		}
		d.click(idOpen)
		d.wantCalls(`OpenWindow ""`, `OpenWindow ""`)
	})
}

func TestQuitEndsTheTrayEvenWhenTheProgramDoesNotAnswer(t *testing.T) {
	inTime(t, ready(), func(d *desk) {
		d.api.block = make(chan struct{})
		d.click(idQuit)
		d.wantCalls("QuitWhenIdle")
		select {
		case <-d.ended:
			d.t.Error("the tray ended before the program could")
		default:
		}
		<-d.ended
	})
}

// The person may change their mind while Keyport waits for requests to end.
func TestQuitWhenIdleLeavesTheTray(t *testing.T) {
	inTime(t, states()["working"], func(d *desk) {
		time.Sleep(settle)
		d.click(idQuitIdle)
		d.wantCalls("QuitWhenIdle")
		time.Sleep(time.Hour)
		d.api.set(states()["quitting"])
		time.Sleep(between)
		d.click(idKeep)
		d.wantCalls("Resume")
		select {
		case <-d.ended:
			d.t.Error("the tray has ended")
		default:
		}
	})
}

func TestEndOfSessionQuitsOnce(t *testing.T) {
	inTime(t, ready(), func(d *desk) {
		ctx, cancel := context.WithCancel(context.Background())
		d.loop.sessionEnds(ctx)
		d.wantCalls("Quit")
		cancel()
		d.loop.sessionEnds(ctx)
		d.wantCalls()
	})
}
