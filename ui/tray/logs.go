package tray

import (
	"bytes"
	"io"
	"log"
	"strings"
	"sync"

	"github.com/rs/zerolog"
)

// marks are how the lines begin that systray writes to the standard logger; it takes no other.
var marks = []string{"systray error: ", "Failed to read icon format"}

// logRoute sits under the standard logger: systray's lines go to the tray's
// logger, the lines of everybody else where they went before.
type logRoute struct {
	mu   sync.Mutex
	log  zerolog.Logger
	next io.Writer
	last string
}

// routeLog puts a logRoute in; the function it gives takes it out.
func routeLog(to zerolog.Logger) (restore func()) {
	before := log.Writer()
	log.SetOutput(&logRoute{log: to, next: before})
	return func() { log.SetOutput(before) }
}

func (r *logRoute) Write(line []byte) (int, error) {
	for _, mark := range marks {
		if at := bytes.Index(line, []byte(mark)); at >= 0 {
			r.say(strings.TrimSpace(strings.TrimPrefix(string(line[at:]), marks[0])))
			return len(line), nil
		}
	}
	return r.next.Write(line)
}

// say leaves out a line that repeats the one before: without a bus every change of the icon fails alike.
func (r *logRoute) say(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if text == r.last {
		return
	}
	r.last = text
	r.log.Warn().Str("by", "systray").Msg(text)
}
