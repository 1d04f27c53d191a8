package tray

import (
	"log"
	"strings"
	"testing"

	"github.com/rs/zerolog"
)

func TestSystrayLinesGoToTheLogger(t *testing.T) {
	var before, ours strings.Builder
	usual := log.Writer()
	log.SetOutput(&before)
	t.Cleanup(func() { log.SetOutput(usual) })
	restore := routeLog(zerolog.New(&ours))
	log.Printf("systray error: failed to connect to DBus: %v\n", "no such file")
	log.Printf("systray error: failed to connect to DBus: %v\n", "no such file")
	log.Printf("http: proxy error")
	restore()
	log.Printf("systray error: afterwards")

	want := `{"level":"warn","by":"systray","message":"failed to connect to DBus: no such file"}` + "\n"
	if ours.String() != want {
		t.Errorf("the logger has %q, want %q", ours.String(), want)
	}
	if got := before.String(); !strings.Contains(got, "proxy error") || !strings.Contains(got, "afterwards") || strings.Contains(got, "DBus") {
		t.Errorf("the standard logger has %q", got)
	}
}
