package activity

import (
	"strings"

	"keyport/app/control"
	"keyport/proxy"
)

// Outcome is how a finished request ended, in a word for people. The codes are
// those of the proxy's errors.
func Outcome(r proxy.Record) control.Outcome {
	switch {
	case r.Code == proxy.CodeCancelledHere:
		return control.OutcomeCancelledHere
	case r.Code == "internal":
		return control.OutcomeFailed
	case r.Code == "upstream_timeout", r.Code == "body_too_slow":
		return control.OutcomeTimedOut
	case r.Cancelled:
		return control.OutcomeCancelledApp
	case r.Code == "keyport_ending", r.Code == "upstream_ended_early", r.Code == "upstream_event_too_long", r.Code == "upstream_too_large",
		r.Code == "upstream_broken" && r.UpstreamStatus != 0:
		return control.OutcomeCutOff
	case strings.HasPrefix(r.Code, "upstream_"), r.Code != "" && r.UpstreamStatus >= 300:
		return control.OutcomeProviderError
	case r.Code != "" || r.Status >= 400:
		return control.OutcomeRefused
	}
	return control.OutcomeOK
}

// foldable reports whether a request shares a row with others like it: nothing of
// it went to a provider.
func foldable(r proxy.Record, o control.Outcome) bool {
	if r.UpstreamStatus != 0 {
		return false
	}
	return o == control.OutcomeRefused || o == control.OutcomeOK && r.Local || o == control.OutcomeTimedOut && r.Upstream == ""
}

// quiet reports whether a request leaves no row: a sign of life that somebody asked for.
func quiet(r proxy.Record, o control.Outcome) bool { return r.Route == "" && o == control.OutcomeOK }
