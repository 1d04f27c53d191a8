package overview

import (
	"strings"
	"testing"
	"time"

	"keyport/app/control"
	"keyport/assets"
	"keyport/ui/window/windowtest"
)

// ready is a Keyport that everything is well with.
func ready() *windowtest.Fake {
	f := windowtest.WithApps()
	now := time.Now()
	f.State.Listening = []string{"127.0.0.1:11434", "[::1]:11434"}
	f.State.Upstreams[0].Host = "api.openai.com"
	f.State.Upstreams[0].LastAnswer, f.State.Upstreams[0].LastCheck, f.State.Upstreams[0].FirstByte = &now, &now, 420*time.Millisecond
	f.State.Clients[1].LastUsed, f.State.Clients[1].Requests = &now, 3
	return f
}

func TestTheFourCardsAnswerTheFourQuestions(t *testing.T) {
	b, _ := windowtest.Open(t, ready(), newPage)
	b.WantSeen("Ready – nothing running", "Your apps reach it under http://127.0.0.1:11434.",
		"127.0.0.1:11434", "[::1]:11434", "For apps that use 127.0.0.1, and for those that use ::1.",
		"openai – ends in …a1b2", "Checked today", "api.openai.com answers", "first word after 420 ms",
		"2 apps may use Keyport.", "Zed – last used today", "3 requests since Keyport started.")
	b.WantUnseen("Add your API key", "Connect an app", "Resume")
}

func TestWhatIsMissingIsSaidWithItsOneButton(t *testing.T) {
	f := windowtest.NewFake()
	f.State.State, f.State.Sentence = control.StateSetup, "Add your API key to begin"
	b, _ := windowtest.Open(t, f, newPage)
	b.WantSeen("There is no account yet.", "It is asked as soon as there is a key.", "No app is connected yet.")
	if n := len(b.Buttons("Add your API key")); n != 1 {
		t.Errorf("%d buttons lead to the key", n)
	}
	b.WantUnseen("Pause", "Test everything")
	b.Tap("Add your API key")
	b.Tap("Connect an app")
	if got := strings.Join(b.Turned, " "); got != "key apps" {
		t.Errorf("the buttons lead to %s", got)
	}
}

func TestTheCardOfAnAccountWithoutAKeyLeadsThere(t *testing.T) {
	f := ready()
	f.State.Upstreams = append(f.State.Upstreams, control.Upstream{Name: "groq", Key: control.KeyMissing})
	b, _ := windowtest.Open(t, f, newPage)
	b.WantSeen("groq has no key yet.")
	b.Tap("Add your API key")
	if len(b.Turned) != 1 || b.Turned[0] != control.PageKey {
		t.Errorf("%v", b.Turned)
	}
}

// A rejected key, an unreachable provider and a paused Keyport need different
// things of the person, so they must not look alike.
func TestRejectedUnreachableAndPausedLookDifferent(t *testing.T) {
	now := time.Now()
	for name, c := range map[string]struct {
		change func(*control.Status)
		seen   []string
		unseen []string
	}{
		"rejected": {func(s *control.Status) {
			s.State, s.Sentence = control.StateBlocked, "api.openai.com refused your key"
			s.Upstreams[0].Key, s.Upstreams[0].Trouble = control.KeyRejected, "key_rejected"
			s.Problems = []control.Problem{{Code: "key_rejected", Short: s.Sentence, Sentence: "It refused the key of openai.", Means: "It may be deleted.", Blocking: true, Action: control.ActionEnterKey, Second: control.ActionCheckKey}}
		}, []string{"openai – refused, ends in …a1b2", "It may be deleted.", "Enter a new key", "Check the key", "api.openai.com answers"}, []string{"Since"}},
		"unreachable": {func(s *control.Status) {
			s.State, s.Sentence = control.StateAttention, "Cannot reach api.openai.com"
			s.Upstreams[0].LastError, s.Upstreams[0].ErrorSince = "Your computer could not find api.openai.com.", &now
			s.Problems = []control.Problem{{Code: "provider_not_found", Short: s.Sentence, Sentence: "Your computer could not find api.openai.com.", Means: "x.", Action: control.ActionTestAgain}}
		}, []string{"openai – ends in …a1b2", "Your computer could not find api.openai.com.", "Since today", "Test again"}, []string{"refused", "Enter a new key"}},
		"paused": {func(s *control.Status) {
			s.State, s.Sentence, s.Paused = control.StatePaused, "Paused", true
		}, []string{"Paused", "Requests are refused until you resume.", "Resume", "api.openai.com answers"}, []string{"Enter a new key", "Test again"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := ready()
			c.change(&f.State)
			b, _ := windowtest.Open(t, f, newPage)
			b.WantSeen(c.seen...)
			b.WantUnseen(c.unseen...)
		})
	}
}

func TestPauseAndResume(t *testing.T) {
	f := ready()
	b, p := windowtest.Open(t, f, newPage)
	p.hero.pauseUntil(time.Time{})
	b.Settle()
	f.With(func(_ *control.Settings, s *control.Status) {
		s.State, s.Paused, s.Sentence = control.StatePaused, true, "Paused"
	})
	b.Followed()
	b.WantUnseen("For 1 hour")
	b.Tap("Resume")
	b.WantCalls("Pause", "Resume")
}

func TestTheTimesOfAPause(t *testing.T) {
	day := func(hour int) time.Time { return time.Date(2026, 3, 4, hour, 0, 0, 0, time.Local) }
	for hour, want := range map[int]struct {
		label string
		until time.Time
	}{7: {"Until today 08:00", day(8)}, 8: {"Until tomorrow 08:00", day(8).AddDate(0, 0, 1)}, 22: {"Until tomorrow 08:00", day(8).AddDate(0, 0, 1)}} {
		got := pauses(day(hour))
		if got[1].label != want.label || !got[1].until.Equal(want.until) || !got[0].until.Equal(day(hour).Add(time.Hour)) || !got[2].until.IsZero() {
			t.Errorf("at %d: %+v", hour, got)
		}
	}
}

func TestTestEverythingTicks(t *testing.T) {
	f := ready()
	f.Results = []control.TestResult{
		{What: control.TestKey, Name: "openai", OK: true, Detail: "Key works. 42 models."},
		{What: control.TestApp, Name: "Zed", Detail: "Version: no answer."},
	}
	b, _ := windowtest.Open(t, f, newPage)
	b.Tap("Test everything")
	b.WantSeen("The key of openai: Key works. 42 models.", "The connection of Zed: Version: no answer.")
}

func TestCopiesHoldNoSecret(t *testing.T) {
	b, p := windowtest.Open(t, ready(), newPage)
	b.Tap("Copy address")
	windowtest.WantText(t, "clipboard", b.App.Clipboard().Content(), "http://127.0.0.1:11434")
	b.WantSeen("Copied.")
	b.PassTime()
	b.WantUnseen("Copied.")
	p.listens.lines[1].copy.OnTapped()
	windowtest.WantText(t, "clipboard", b.App.Clipboard().Content(), "http://[::1]:11434")
	for _, secret := range []string{"kp-password-of", "secret-of"} {
		if strings.Contains(b.Markup(), secret) {
			t.Errorf("%s is on the page", secret)
		}
	}
}

func TestManyAccountsAndAppsHaveRoom(t *testing.T) {
	t.Cleanup(assets.Lengthen(0.4))
	f := ready()
	for range 9 {
		f.State.Upstreams = append(f.State.Upstreams, f.State.Upstreams[0])
		f.State.Clients = append(f.State.Clients, f.State.Clients[1])
	}
	f.State.Problems = []control.Problem{{Code: "port_half", Short: f.State.Sentence, Sentence: "Something is wrong.", Means: "It means much.", Action: control.ActionUsePort, Second: control.ActionSessionKey}}
	b, _ := windowtest.Open(t, f, newPage)
	b.WantSeen("and 7 more")
	b.WantFits(windowtest.PageRoom)
}

func TestWhatOthersWriteIsInert(t *testing.T) {
	f := ready()
	f.State.Sentence, f.State.Address = windowtest.Hostile, windowtest.Hostile
	f.State.Listening = []string{windowtest.Hostile}
	f.State.Upstreams[0].Host, f.State.Upstreams[0].Name, f.State.Upstreams[0].LastError = windowtest.Hostile, windowtest.Hostile, windowtest.Hostile
	f.State.Clients[1].Name = windowtest.Hostile
	f.State.Problems = []control.Problem{{Code: "x", Short: windowtest.Hostile, Sentence: windowtest.Hostile, Means: windowtest.Hostile, Action: control.ActionTestAgain}}
	f.Results = []control.TestResult{{Name: windowtest.Hostile, Detail: windowtest.Hostile}}
	b, _ := windowtest.Open(t, f, newPage)
	b.Tap("Test everything")
	b.WantInert()
}
