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
	paused := states()["paused"]
	for _, c := range []struct {
		row, want string
		state     control.Status
	}{
		{idStatus, `OpenWindow "key"`, setup},
		{idStatus, `OpenWindow "overview"`, ready()},
		{idStatus, `OpenWindow "key"`, attention("The provider refused the key")},
		{idOpen, `OpenWindow ""`, ready()},
		{idPauseHour, "Pause 1h0m0s", ready()},
		{idPauseHold, "Pause", ready()},
		{idResume, "Resume", paused},
		{idDemo, "UseDemo true", setup},
		{idQuit, "Quit", ready()},
	} {
		t.Run(c.row+" "+string(c.state.State), func(t *testing.T) {
			inTime(t, c.state, func(d *desk) {
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
		for _, id := range []string{idResume, idDemo, idCopies, copyRow(0), idPause, "no such row"} {
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
		{"the only app", idCopy, "VS Code", "http://127.0.0.1:11434/secret true", private, ready()},
		{"one of several", copyRow(1), "VS Code", "http://127.0.0.1:11434/secret true", private, two},
		{"no private address", idCopy, "VS Code", "http://127.0.0.1:11434 false", control.Access{Base: private.Base}, ready()},
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
		d.wantCalls("Quit")
		select {
		case <-d.ended:
			d.t.Error("the tray ended before the program could")
		default:
		}
		<-d.ended
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
