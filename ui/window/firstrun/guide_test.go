package firstrun

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"keyport/app/control"
	"keyport/assets"
	"keyport/ui/window/kit"
	"keyport/ui/window/windowtest"
)

// fresh is a Keyport at its first start: an account without a key, an app without a guide.
func fresh() *windowtest.Fake {
	f := windowtest.NewFake()
	f.View.Settings.Upstreams = []control.Account{windowtest.OpenAIAccount()}
	f.State.State = control.StateSetup
	f.State.Upstreams = []control.Upstream{{Name: "openai", Kind: "openai", Key: control.KeyMissing}}
	f.PutApp("VS Code")
	f.View.Settings.Clients[0].Kind = "vscode"
	f.Cards = append([]control.GuideCard{{Kind: "vscode", Title: "VS Code", Name: "VS Code", About: "Chat and agent mode.", Installed: true, Possible: true}}, f.Cards...)
	f.Catalogue = catalogue(42)
	return f
}

func catalogue(n int) (all []control.Model) {
	for i := range n {
		all = append(all, control.Model{ID: fmt.Sprintf("gpt-%d", i), Chat: true})
	}
	return append(all, control.Model{ID: "embed-1"}, control.Model{ID: "secret-1", Chat: true, Hidden: true})
}

type bench struct {
	*windowtest.Bench
	g     *Guide
	moved []string
	ended int
}

func open(t *testing.T, f *windowtest.Fake, step string) *bench {
	t.Helper()
	b := &bench{}
	b.Bench, b.g = windowtest.Open(t, f, func(h *kit.Host) *Guide {
		return New(h, Options{Step: step, GOOS: "linux", Moved: func(s string) { b.moved = append(b.moved, s) }, Ended: func() { b.ended++ }})
	})
	b.Settle()
	return b
}

// press is a key of the keyboard, for whatever has the focus.
func (b *bench) press(key fyne.KeyName) {
	b.T.Helper()
	focused := b.Win.Canvas().Focused()
	if focused == nil {
		b.T.Fatalf("%s on %s: nothing has the focus", key, b.g.Step())
	}
	focused.TypedKey(&fyne.KeyEvent{Name: key})
	b.Settle()
}

func (b *bench) paste(text string) {
	b.T.Helper()
	b.App.Clipboard().SetContent(text)
	focused, ok := b.Win.Canvas().Focused().(fyne.Shortcutable)
	if !ok {
		b.T.Fatal("nothing that can be pasted into has the focus")
	}
	focused.TypedShortcut(&fyne.ShortcutPaste{Clipboard: b.App.Clipboard()})
}

// steps is what the next test says.
func (b *bench) steps(all ...control.Step) {
	b.Fake.Lock()
	defer b.Fake.Unlock()
	b.Fake.Steps = make(chan control.Step, 2*len(all))
	for _, one := range all {
		b.Fake.Steps <- control.Step{Name: one.Name, Running: true}
		b.Fake.Steps <- one
	}
	close(b.Fake.Steps)
}

func (b *bench) wantStep(want string) {
	b.T.Helper()
	windowtest.WantText(b.T, "step", b.g.Step(), want)
}

// The goal: paste and Enter to the list of models, and one copy to a connected app.
func TestFromThePastedKeyToAConnectedAppWithTheKeyboardAlone(t *testing.T) {
	b := open(t, fresh(), "")
	presses := 0
	b.paste(windowtest.NewKey + "\n")
	presses++
	b.press(fyne.KeyReturn)
	presses++
	b.wantStep(StepModels)
	b.WantSeen("42 models are ready.", "gpt-0", "gpt-9", "and 32 more")
	b.WantUnseen("embed-1", "secret-1")
	if presses > 5 {
		t.Errorf("%d presses to the list of models", presses)
	}
	b.WantCalls("CheckKey", "SetKey openai")
	if got := b.Fake.Keys["openai"]; got != windowtest.NewKey {
		t.Errorf("saved %q", got)
	}
	if c := b.Fake.Checks[0]; c.URL != "https://api.openai.com/v1" || c.Kind != "openai" {
		t.Errorf("checked %+v", c)
	}

	b.press(fyne.KeyReturn) // Next
	b.wantStep(StepApp)
	b.WantSeen("Chat and agent mode.", "1. Open the settings.", "‹app password›")
	b.press(fyne.KeyReturn) // Copy
	windowtest.WantText(t, "clipboard", b.App.Clipboard().Content(), "kp-password-of-VS Code")
	b.WantSeen("Copied. Now paste it into VS Code.")
	if presses += 2; presses > 4 {
		t.Errorf("%d presses to a connected app", presses)
	}

	b.steps(control.Step{Name: "Version", OK: true, Detail: "0.6.4"}, control.Step{Name: "Chat", OK: true})
	b.press(fyne.KeyReturn) // the other text of this app
	windowtest.WantText(t, "clipboard", b.App.Clipboard().Content(), "kp-base-of-VS Code")
	b.press(fyne.KeyReturn)
	b.wantStep(StepTest)
	b.press(fyne.KeyReturn)
	b.WantSeen("Version", "0.6.4", "Everything works.")
	b.press(fyne.KeyReturn)
	b.wantStep(StepDone)
	b.press(fyne.KeyReturn)
	if b.ended != 1 {
		t.Error("it did not end")
	}
	if got := strings.Join(b.moved, " "); got != "key models app test done" {
		t.Errorf("remembered %q", got)
	}
}

func TestEveryStepCanBeSkippedAndGoneBackTo(t *testing.T) {
	f := fresh()
	f.Catalogue = nil
	b := open(t, f, "")
	for _, step := range []string{StepModels, StepApp, StepTest, StepDone} {
		b.Tap("Skip this step")
		b.wantStep(step)
	}
	b.WantSeen("There is no key yet.")
	for _, step := range []string{StepTest, StepApp, StepModels, StepKey} {
		b.Tap("Back")
		b.wantStep(step)
	}
	if b.Button("Back") != nil {
		t.Error("there is a step before the first")
	}
	b.Tap("Skip setup")
	if b.ended != 1 {
		t.Error("it did not end")
	}
	b.WantCalls()
}

func TestItGoesOnWhereItWasLeft(t *testing.T) {
	f := windowtest.WithApps()
	f.Catalogue = catalogue(1)
	b := open(t, f, StepModels)
	b.WantSeen("1 model is ready.")
	b = open(t, f, "no such step")
	b.wantStep(StepKey)
	b.WantSeen("A key is saved.")
}

func TestAKeyOfAnotherProviderReplacesTheEmptyAccount(t *testing.T) {
	b := open(t, fresh(), "")
	b.paste("sk-ant-api03-abcdef")
	windowtest.WantText(t, "provider", b.g.steps[StepKey].(*keyStep).whose.Selected, "Anthropic")
	b.press(fyne.KeyReturn)
	b.wantStep(StepModels)
	b.WantCalls("CheckKey", "SaveSettings", "SetKey anthropic")
	got := b.LastSaved().Upstreams
	if len(got) != 1 || got[0].Name != "anthropic" || got[0].Kind != control.KindAnthropic || got[0].URL != "https://api.anthropic.com" || len(got[0].Models) != 1 {
		t.Errorf("%+v", got)
	}
}

func TestAnAccountWithAKeyStays(t *testing.T) {
	b := open(t, windowtest.WithAccount(), "")
	b.paste("gsk_abcdef")
	b.press(fyne.KeyReturn)
	if got := b.LastSaved().Upstreams; len(got) != 2 || got[0].Name != "openai" || got[1].Name != "groq" {
		t.Errorf("%+v", got)
	}
}

func TestAKeyThatNobodyKnowsIsAskedFor(t *testing.T) {
	b := open(t, fresh(), "")
	b.paste("0123456789abcdef0123456789abcdef")
	b.press(fyne.KeyReturn)
	b.WantCalls() // it is shown to nobody
	b.WantSeen("Choose whose it is.")
	s := b.g.steps[StepKey].(*keyStep)
	if b.Win.Canvas().Focused() != s.whose {
		t.Error("the choice has not the focus")
	}
	s.whose.SetSelected("Mistral")
	b.Tap("Check and save")
	b.wantStep(StepModels)
	b.WantCalls("CheckKey", "SaveSettings", "SetKey mistral")
}

func TestAServerOfOnesOwnNeedsItsAddress(t *testing.T) {
	b := open(t, fresh(), "")
	s := b.g.steps[StepKey].(*keyStep)
	b.paste("my-key")
	s.whose.SetSelected("Other")
	b.Tap("Check and save")
	b.WantCalls()
	b.WantSeen("Enter the address of the API")
	b.Write(s.url, "127.0.0.1:8080")
	b.WantSeen("Start the address with https://.")
	b.Tap("Check and save")
	b.WantCalls()
	b.Write(s.url, "http://127.0.0.1:8080/v1")
	b.Tap("Check and save")
	b.wantStep(StepModels)
	if got := b.LastSaved().Upstreams; len(got) != 1 || got[0].URL != "http://127.0.0.1:8080/v1" || got[0].Name != "other" {
		t.Errorf("%+v", got)
	}
}

func TestAWrongKeyStaysAndIsExplained(t *testing.T) {
	for name, c := range map[string]struct {
		key, said string
		result    control.KeyResult
		anyway    bool
	}{
		"blank":       {"", "Paste the key", control.KeyResult{}, false},
		"password":    {"kp-0123456789abcdef0123456789", "", control.KeyResult{}, false},
		"rejected":    {windowtest.NewKey, "The provider refused this key.", control.KeyResult{Code: "rejected", Sentence: "The provider refused this key."}, false},
		"unreachable": {windowtest.NewKey, "Your computer could not find it.", control.KeyResult{Code: "dns", Sentence: "Your computer could not find it."}, true},
	} {
		t.Run(name, func(t *testing.T) {
			f := fresh()
			f.Result = c.result
			b := open(t, f, "")
			b.paste(c.key)
			b.press(fyne.KeyReturn)
			b.wantStep(StepKey)
			b.WantSeen(c.said)
			if got := b.Button("Save it anyway") != nil; got != c.anyway {
				t.Errorf("save it anyway: %v", got)
			}
			if c.anyway {
				b.Tap("Save it anyway")
				b.wantStep(StepModels)
			}
		})
	}
}

func TestAKeyInAVariableIsUsedOnlyWhenSaid(t *testing.T) {
	f := fresh()
	f.Found = []control.FoundKey{{Variable: "GROQ_API_KEY", Provider: "groq", End: "a1b2"}, {Variable: "X", Provider: "nobody"}}
	b := open(t, f, "")
	b.WantSeen("A key of Groq that ends in …a1b2 was found in the variable GROQ_API_KEY. Use it?")
	b.WantCalls()
	b.Tap("Use it")
	b.WantCalls("SaveSettings", "UseFoundKey GROQ_API_KEY groq")
	b.wantStep(StepModels)
}

func TestWithoutAKeyTheDemoGoesOn(t *testing.T) {
	f := fresh()
	f.Catalogue = catalogue(1)
	b := open(t, f, "")
	b.Tap("Try without a key")
	b.WantCalls("UseDemo on")
	b.wantStep(StepModels)
}

func TestTheKeyDoesNotStay(t *testing.T) {
	b := open(t, fresh(), "")
	b.paste(windowtest.NewKey)
	b.Tap("Skip this step")
	b.Tap("Back")
	if strings.Contains(b.Markup(), windowtest.NewKey) || b.g.steps[StepKey].(*keyStep).key.Text != "" {
		t.Error("the key is still there")
	}
}

func TestALongListCanBeMadeShorter(t *testing.T) {
	f := windowtest.WithApps()
	f.Catalogue = catalogue(61)
	for _, name := range []string{"gpt-4o-2024-08-06", "claude-3-5-sonnet-20241022", "gpt-4-0613", "gemini-2.5-flash-preview-05-20", "mistral-large-2411"} {
		f.Catalogue = append(f.Catalogue, control.Model{ID: name, Chat: true})
	}
	b := open(t, f, StepModels)
	b.WantSeen("66 models are ready.", "5 of the models are dated or preview versions")
	b.Tap("Hide these")
	b.WantSeen("61 models are ready.", "They are hidden.")
	for _, m := range b.LastSaved().Models {
		if m.Hidden == nil || !*m.Hidden {
			t.Errorf("%+v", m)
		}
	}
}

func TestSizesAreNoDates(t *testing.T) {
	for name, old := range map[string]bool{
		"gpt-oss-120b": false, "qwen3-235b-a22b": false, "llama-3.1-405b": false, "gemma-3-270m": false, "deepseek-r1": false, "gpt-4.1": false, "o3": false,
		"gpt-4-1106-preview": true, "gpt-4-0125-preview": true, "o1-2024-12-17": true, "codestral-2501": true,
	} {
		if isOld(name) != old {
			t.Errorf("%s: %v", name, !old)
		}
	}
}

func TestModelsThatDoNotComeAreAskedForAgain(t *testing.T) {
	f := windowtest.WithApps()
	f.Fail["Models"] = &control.Error{Code: control.CodeInternal, Message: "The model list could not be fetched."}
	b := open(t, f, StepModels)
	b.WantSeen("The model list could not be fetched.")
	f.Lock()
	delete(f.Fail, "Models")
	f.Catalogue = catalogue(2)
	f.Unlock()
	b.Tap("Ask again")
	b.WantSeen("2 models are ready.")
}

// The step behind this one took the first app there is for the one that is
// meant, so that a new app got the password of another one.
func TestNewsDoNotMakeAnotherAppOfTheChosenOne(t *testing.T) {
	f := fresh()
	b := open(t, f, StepApp)
	b.g.steps[StepApp].(*appStep).which.SetSelected("Zed")
	b.Settle()
	f.With(func(*control.Settings, *control.Status) {})
	b.Followed()
	b.Tap("Copy")
	b.WantCalls("AddClient Zed 2", "ChangeClient Zed 2 kind=zed", "GuideValue Zed 2 zed password")
}

func TestAnAppIsAddedWhenItsFirstTextIsCopied(t *testing.T) {
	b := open(t, fresh(), StepApp)
	s := b.g.steps[StepApp].(*appStep)
	if got := strings.Join(s.which.Options, ","); got != "VS Code,Zed,Aider" { // and none that cannot be connected
		t.Errorf("offered %s", got)
	}
	s.which.SetSelected("Zed")
	b.Settle()
	b.WantCalls()
	b.press(fyne.KeyReturn)
	b.WantCalls("AddClient Zed 2", "ChangeClient Zed 2 kind=zed", "GuideValue Zed 2 zed password")
	b.WantSeen("Copied. Now paste it into Zed 2.")
	windowtest.WantText(t, "clipboard", b.App.Clipboard().Content(), "kp-password-of-Zed 2")
	if strings.Contains(b.Markup(), "kp-password-of-Zed 2") {
		t.Error("the password is on the page")
	}
	b.Buttons("Copy")[1].OnTapped() // the app is there now
	b.Settle()
	b.WantCalls("AddClient Zed 2", "ChangeClient Zed 2 kind=zed", "GuideValue Zed 2 zed password", "GuideValue Zed 2 zed base")
	b.Tap("Next")
	b.WantSeen("Test as Zed 2")
}

func TestGuidesThatDoNotComeAreSaid(t *testing.T) {
	f := fresh()
	f.Fail["Guides"] = &control.Error{Message: "Keyport did not say."}
	b := open(t, f, StepApp)
	b.WantSeen("Keyport did not say.")
}

func TestATestThatFailsSaysWhere(t *testing.T) {
	f := fresh()
	b := open(t, f, StepTest)
	b.steps(control.Step{Name: "Version", OK: true}, control.Step{Name: "Chat", Detail: "There is no key."})
	b.Tap("Test as VS Code")
	b.WantSeen("There is no key.", "Something does not work yet.")
	if b.Button("Skip this step") == nil {
		t.Error("it is said to be done")
	}
}

// What a test asks counts as asked by the app.
func TestATestThatFailsIsNotTakenForTheAppItself(t *testing.T) {
	f := fresh()
	b := open(t, f, StepTest)
	b.steps(control.Step{Name: "Chat", Detail: "There is no key."})
	b.Tap("Test as VS Code")
	f.With(func(_ *control.Settings, st *control.Status) {
		st.Clients = []control.Client{{Name: "VS Code", Requests: 1}}
	})
	b.Followed()
	b.WantSeen("Something does not work yet.")
	b.WantUnseen("It works.")
}

// Somebody looks at one app in the step before, and connects none.
func TestAnAppIsTestedInItsOwnWay(t *testing.T) {
	f := fresh()
	f.View.Settings.Clients[0].Kind = "vscode"
	b := open(t, f, StepTest)
	b.g.app, b.g.kind = "", "claude-code"
	b.g.update()
	b.steps()
	b.Tap("Test as VS Code")
	b.WantCalls("TestClient VS Code vscode")
}

func TestWithoutAnAppThereIsNothingToTest(t *testing.T) {
	b := open(t, windowtest.WithAccount(), StepTest)
	b.WantSeen("No app is connected yet.")
}

func TestAnAppThatAsksPassesTheTest(t *testing.T) {
	f := fresh()
	b := open(t, f, StepTest)
	b.g.app = "VS Code"
	f.With(func(_ *control.Settings, st *control.Status) {
		st.Clients = []control.Client{{Name: "VS Code", Requests: 1}}
	})
	b.Followed()
	b.WantSeen("VS Code has asked Keyport. It works.")
}

func TestTheEndSaysWhereKeyportIs(t *testing.T) {
	f := windowtest.WithApps()
	b := open(t, f, StepDone)
	b.WantSeen("Your desktop has no tray.")
	f.With(func(_ *control.Settings, st *control.Status) { st.TrayHost = true })
	b.Followed()
	b.WantSeen("among the small icons of your panel")
	for goos, said := range map[string]string{"windows": "taskbar", "darwin": "menu bar"} {
		b.g.opts.GOOS = goos
		b.g.update()
		b.WantSeen(said)
	}
}

func TestTheLastStepOffersToStartAtLogin(t *testing.T) {
	f := windowtest.WithApps()
	b := open(t, f, StepDone)
	if boxes := b.Checks("Start when I log in"); len(boxes) != 1 || boxes[0].Checked {
		t.Fatal("there is no box, or it is ticked already")
	}
	b.Tap("Finish")
	b.WantCalls() // who leaves it alone has switched nothing on

	b = open(t, f, StepDone)
	test.Tap(b.Checks("Start when I log in")[0])
	b.Settle()
	b.WantCalls("SetAutostart true")
}

func TestNewsOfVersionsAreAnUntickedBoxAtTheEnd(t *testing.T) {
	f := windowtest.WithApps()
	b := open(t, f, StepDone)
	b.WantUnseen("Tell me about new versions") // this copy was built without
	f.With(func(_ *control.Settings, st *control.Status) { st.Updates = &control.Updates{Host: "updates.example"} })
	b.Followed()
	b.WantSeen("Tell me about new versions", "updates.example")
	if b.Fake.View.Settings.Updates.Notify {
		t.Error("it is on by itself")
	}
	b.press(fyne.KeyReturn)
	if b.ended != 1 {
		t.Error("it did not end")
	}
	b.WantCalls()
}

func TestEveryStepFits(t *testing.T) {
	t.Cleanup(assets.Lengthen(0.4))
	f := fresh()
	f.Found = []control.FoundKey{{Variable: "GROQ_API_KEY", Provider: "groq", End: "a1b2"}}
	for _, step := range order {
		b := open(t, f, step)
		b.g.app = "VS Code"
		b.g.update()
		if step == StepTest {
			b.steps(control.Step{Name: "A very long name of a step that is taken", OK: true, Detail: strings.Repeat("long ", 40)})
			b.g.steps[StepTest].(*testStep).tapped()
			b.Settle()
		}
		b.WantFits(fyne.NewSize(720, 400))
	}
}

func TestHostileTextsAreInert(t *testing.T) {
	f := fresh()
	f.State.Keychain = windowtest.Hostile
	f.Catalogue = []control.Model{{ID: windowtest.Hostile, Chat: true}, {ID: "x", Chat: true}}
	f.Found = []control.FoundKey{{Variable: windowtest.Hostile, Provider: "groq"}}
	f.Cards = []control.GuideCard{{Kind: windowtest.Hostile, Title: windowtest.Hostile, Name: windowtest.Hostile, About: windowtest.Hostile, Possible: true}}
	for _, step := range order {
		b := open(t, f, step)
		b.g.app = windowtest.Hostile
		b.g.update()
		if step == StepTest {
			b.steps(control.Step{Name: windowtest.Hostile, Detail: windowtest.Hostile})
			b.g.steps[StepTest].(*testStep).tapped()
			b.Settle()
		}
		b.WantInert()
	}
}

// Who has no mouse walks along the list of apps with the arrow keys, and copies
// one text after the other.
func TestAnAppIsChosenAndCopiedIntoWithTheKeyboardAlone(t *testing.T) {
	b := open(t, fresh(), StepApp)
	s := b.g.steps[StepApp].(*appStep)
	b.Win.Canvas().Focus(s.which)
	b.press(fyne.KeyRight)
	b.press(fyne.KeyRight)
	windowtest.WantText(t, "app", s.which.Selected, "Aider")
	b.Win.Canvas().Focus(s.copies[0])
	b.press(fyne.KeyReturn)
	b.press(fyne.KeyReturn)
	b.WantCalls("AddClient Aider", "ChangeClient Aider kind=aider", "GuideValue Aider aider password", "GuideValue Aider aider base")
	b.press(fyne.KeyReturn)
	b.wantStep(StepTest)
}
