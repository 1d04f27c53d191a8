package tray

import (
	"testing"
	"testing/synctest"
	"time"

	"keyport/assets"
)

func TestTheMenuFollowsTheLanguage(t *testing.T) {
	t.Cleanup(func() { assets.SetLanguage(assets.English) })
	inTime(t, ready(), func(d *desk) {
		time.Sleep(2 * between)
		if got := d.page.rows[idQuit]; got != "Quit Keyport" {
			t.Fatalf("%q", got)
		}
		assets.SetLanguage("de") // as the running program does before it tells the new state
		s := ready()
		s.Language = "de"
		d.api.set(s)
		time.Sleep(2 * between)
		synctest.Wait()
		for id, want := range map[string]string{idQuit: "Keyport beenden", idOpen: "Keyport öffnen", idPause: "Anhalten", idPauseHour: "1 Stunde anhalten"} {
			if got := d.page.rows[id]; got != want {
				t.Errorf("%s says %q, want %q", id, got, want)
			}
		}
	})
}
