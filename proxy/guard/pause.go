package guard

import (
	"net/http"
	"time"

	"keyport/proxy/dialect"
)

// pause stops everything that could cost money while the person wants nothing
// to. The port stays open: a program that took it meanwhile would receive
// passwords and prompts.
func (g *Gates) pause(*Request) *dialect.Error {
	if g.Ending {
		return &dialect.Error{Status: http.StatusServiceUnavailable, Code: "ending", RetryAfter: 60 * time.Second, Message: "Keyport quits as soon as the requests that run have ended. It answers again when it has been started anew."}
	}
	if !g.Paused {
		return nil
	}
	e := &dialect.Error{Status: http.StatusServiceUnavailable, Code: "paused", Message: "Keyport is paused. Resume it from its tray icon.", RetryAfter: 60 * time.Second}
	if until := g.PausedUntil; !until.IsZero() {
		if e.RetryAfter = time.Until(until); e.RetryAfter <= 0 {
			return nil // the time is over; the next snapshot says so
		}
		e.Message = "Keyport is paused until " + until.Format("15:04") + ". Resume it from its tray icon."
	}
	return e
}
