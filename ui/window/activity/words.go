package activity

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// maxName is how many characters of a name a row shows; what an app calls a
// model may be anything.
const maxName = 80

// name is a name from elsewhere, fit for a row.
func name(text string) string {
	text = kit.Plain(text)
	if runes := []rune(text); len(runes) > maxName {
		return string(runes[:maxName-1]) + "…"
	}
	return text
}

// outcomeWord is how a request ended, or how many of them.
func outcomeWord(r control.ActivityRow) string {
	word := kit.T("activity.outcome." + string(r.Outcome))
	if r.Count > 1 {
		word = kit.T("activity.times", "word", word, "count", group(int64(r.Count)))
	}
	return word
}

// outcomeIcon is the shape of an outcome: a state is a shape and a word before it is a colour.
func outcomeIcon(o control.Outcome) fyne.Resource {
	switch o {
	case control.OutcomeRunning:
		return theme.NewPrimaryThemedResource(theme.MediaPlayIcon())
	case control.OutcomeOK:
		return theme.NewSuccessThemedResource(theme.ConfirmIcon())
	case control.OutcomeCancelledApp, control.OutcomeCancelledHere:
		return theme.NewDisabledResource(theme.MediaStopIcon())
	case control.OutcomeRefused:
		return theme.NewWarningThemedResource(theme.WarningIcon())
	case control.OutcomeTimedOut:
		return theme.NewErrorThemedResource(theme.HistoryIcon())
	case control.OutcomeCutOff:
		return theme.NewErrorThemedResource(theme.ContentCutIcon())
	}
	return theme.NewErrorThemedResource(theme.ErrorIcon())
}

// appWord is who asked.
func appWord(r control.ActivityRow) string {
	switch {
	case r.App != "":
		return name(r.App)
	case r.Way == control.WayOpen, r.Way == control.WayPassthrough:
		return kit.T("activity.app.open")
	}
	return kit.T("activity.app.unknown")
}

// modelWord is what was asked for: a model, or where none was named the path.
// There is no arrow in Fyne's font.
func modelWord(r control.ActivityRow) string {
	switch {
	case r.Asked == "" && r.Used == "":
		return name(r.Route)
	case r.Used == "" || r.Asked == r.Used:
		return name(r.Asked)
	}
	return kit.T("activity.models", "asked", name(r.Asked), "used", name(r.Used))
}

// tookWord is a time in milliseconds for people, "" for none.
func tookWord(ms int64) string {
	switch {
	case ms <= 0:
		return ""
	case ms < 1000:
		return kit.T("activity.ms", "n", ms)
	case ms < 100_000:
		return kit.T("activity.s", "n", strconv.FormatFloat(float64(ms)/1000, 'f', 1, 64))
	}
	return kit.T("activity.min", "minutes", ms/60_000, "seconds", twoDigits(ms/1000%60))
}

// tokensWord is what a request cost, "812 / 96"; "~" is an estimate, "" says nothing.
func tokensWord(r control.ActivityRow) string {
	out := group(r.TokensOut)
	if r.Estimated {
		out = "~" + out
	}
	switch {
	case r.TokensIn+r.TokensOut == 0:
		return ""
	case r.TokensOut == 0:
		return group(r.TokensIn)
	case r.TokensIn == 0:
		return "? / " + out
	}
	return group(r.TokensIn) + " / " + out
}

// group writes a number in groups of three.
func group(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0 && n > 0; i -= 3 {
		digits = digits[:i] + " " + digits[i:]
	}
	return digits
}

// clock is when a request began.
func clock(t time.Time) string { return t.Local().Format(time.TimeOnly) }

// left is the time until then, "4:07".
func left(d time.Duration) string {
	seconds := max(0, int64((d+time.Second-1)/time.Second))
	return strconv.FormatInt(seconds/60, 10) + ":" + twoDigits(seconds%60)
}

func twoDigits(n int64) string {
	if n < 10 {
		return "0" + strconv.FormatInt(n, 10)
	}
	return strconv.FormatInt(n, 10)
}
