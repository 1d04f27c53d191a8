package models

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"keyport/app/control"
	"keyport/assets"
	"keyport/ui/window/windowtest"
)

func ptr[T any](v T) *T { return &v }

// stocked is a Keyport with a few models of one account.
func stocked() *windowtest.Fake {
	f := windowtest.WithAccount()
	f.Catalogue = []control.Model{
		{ID: "gpt-5", Upstream: "openai", Context: 400_000, Tools: true, Vision: true, Thinking: true, Chat: true, Listed: true},
		{ID: "gpt-4o-preview", Upstream: "openai", Context: 128_000, Tools: true, Chat: true, Hidden: true},
		{ID: "whisper-1", Upstream: "openai", Context: 4096},
		{ID: "fast", Target: "gpt-5", Upstream: "openai", Context: 400_000, Chat: true, Listed: true},
	}
	f.Lists = []control.ModelList{{Upstream: "openai", Models: 3, Fetched: ptr(time.Now().Add(-3 * time.Minute))}}
	return f
}

// settled opens the page on a list that has come.
func settled(t *testing.T, f *windowtest.Fake) (*windowtest.Bench, *page) {
	t.Helper()
	b, p := windowtest.Open(t, f, newPage)
	b.Settle()
	return b, p
}

func (p *page) rowOf(t *testing.T, b *windowtest.Bench, name string) *row {
	t.Helper()
	for _, m := range p.catalogue.shown {
		if m.ID == name {
			r := newRow(p.catalogue)
			r.set(m)
			return r
		}
	}
	t.Fatalf("%s is not in the list", name)
	return nil
}

func TestModelsAreShownWithWhatTheyCanDo(t *testing.T) {
	b, _ := settled(t, stocked())
	b.WantSeen("3 models from openai, 3 minutes ago.",
		"gpt-5", "tools · images · thinking · openai", "400k",
		"gpt-4o-preview", "not shown to apps", "whisper-1", "not for chats", "fast", "stands for gpt-5")
}

func TestSearchLeavesWhatHasAllWords(t *testing.T) {
	b, p := settled(t, stocked())
	b.Write(p.catalogue.search, "GPT prev")
	b.WantSeen("gpt-4o-preview")
	b.WantUnseen("whisper-1", "fast")
	b.Write(p.catalogue.search, "nonsense")
	b.WantSeen("No model has this in its name.")
	b.Tap("Show all")
	b.WantSeen("whisper-1")
	p.tabs.turn(tabRules)
	p.Find()
	if p.tabs.current != tabModels || b.Win.Canvas().Focused() != p.catalogue.search {
		t.Error("Ctrl+F does not lead to the search")
	}
}

func TestTheEyeShowsAndHidesAtOnce(t *testing.T) {
	f := stocked()
	f.View.Settings.Models = []control.ModelEntry{{Name: "*-preview", Hidden: ptr(true)}, {Name: "whisper-1", Context: ptr(7), Hidden: ptr(false)}}
	b, p := settled(t, f)
	for _, c := range []struct {
		name string
		want []control.ModelEntry
	}{
		{"gpt-5", []control.ModelEntry{{Name: "*-preview", Hidden: ptr(true)}, {Name: "whisper-1", Context: ptr(7), Hidden: ptr(false)}, {Name: "gpt-5", Hidden: ptr(true)}}},
		{"gpt-4o-preview", []control.ModelEntry{{Name: "*-preview", Hidden: ptr(true)}, {Name: "whisper-1", Context: ptr(7), Hidden: ptr(false)}, {Name: "gpt-5", Hidden: ptr(true)}, {Name: "gpt-4o-preview", Hidden: ptr(false)}}},
	} {
		p.rowOf(t, b, c.name).eye.OnTapped()
		b.Settle()
		if got := b.LastSaved().Models; !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: saved %+v", c.name, got)
		}
	}
	if n := b.Fake.Asked; n < 3 {
		t.Errorf("the list was asked for %d times: what it shows is old", n)
	}
}

func TestAnEntryThatSaysNothingIsNone(t *testing.T) {
	chat := control.Model{ID: "m", Chat: true}
	speech := control.Model{ID: "s"}
	for _, c := range []struct {
		name       string
		all        []control.ModelEntry
		model      control.Model
		shown      bool
		want, back []control.ModelEntry
	}{
		{"hide, show", nil, chat, false, []control.ModelEntry{{Name: "m", Hidden: ptr(true)}}, []control.ModelEntry{}},
		{"show what is no chat model", nil, speech, true, []control.ModelEntry{{Name: "s", Hidden: ptr(false)}}, []control.ModelEntry{}},
		{"other things stay", []control.ModelEntry{{Name: "m", Tools: ptr(true), Hidden: ptr(true)}, {Name: "x", Context: ptr(1)}}, chat, true, []control.ModelEntry{{Name: "m", Tools: ptr(true)}, {Name: "x", Context: ptr(1)}}, []control.ModelEntry{{Name: "m", Tools: ptr(true), Hidden: ptr(true)}, {Name: "x", Context: ptr(1)}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := show(c.all, c.model, c.shown)
			back := show(got, c.model, !c.shown)
			if !reflect.DeepEqual(got, c.want) || !reflect.DeepEqual(back, c.back) {
				t.Errorf("%+v and back %+v", got, back)
			}
		})
	}
}

func TestAModelIsCorrected(t *testing.T) {
	b, p := settled(t, stocked())
	p.rowOf(t, b, "gpt-5").change.OnTapped()
	b.WantSeen("gpt-5", "From Keyport's own list of known models.", "As known: yes")
	context := b.Entry("Context length in tokens")
	windowtest.WantText(t, "placeholder", context.PlaceHolder, "400000")
	b.Write(context, "none")
	b.WantSeen("Enter a number from 1 to 100000000, or nothing.")
	b.Tap("Save")
	b.WantCalls()
	b.WantSeen("Enter a number from 1 to 100000000, or nothing.")
	b.Write(b.Entry("Context length in tokens"), "64 000")
	b.Tap("Save")
	if got, want := b.LastSaved().Models, []control.ModelEntry{{Name: "gpt-5", Context: ptr(64000)}}; !reflect.DeepEqual(got, want) {
		t.Errorf("saved %+v", got)
	}
	p.rowOf(t, b, "gpt-5").change.OnTapped()
	windowtest.WantText(t, "context", b.Entry("Context length in tokens").Text, "64000")
	b.Tap("As the provider says")
	if got := b.LastSaved().Models; len(got) != 0 {
		t.Errorf("saved %+v", got)
	}
}

func TestToolsAndImagesAreCorrected(t *testing.T) {
	b, p := settled(t, stocked())
	e := &editor{c: p.catalogue, model: p.catalogue.shown[0]}
	for i, want := range []*bool{nil, ptr(true), ptr(false)} {
		s := choose(nil, true)
		s.SetSelectedIndex(i)
		if got := chosen(s); !reflect.DeepEqual(got, want) {
			t.Errorf("%d: %v", i, got)
		}
		if want != nil {
			if again := choose(want, true); again.SelectedIndex() != i {
				t.Errorf("%v is shown as %q", *want, again.Selected)
			}
		}
	}
	e.save(nil, ptr(false), ptr(true))
	b.Settle()
	if got, want := b.LastSaved().Models, []control.ModelEntry{{Name: "gpt-5", Tools: ptr(false), Vision: ptr(true)}}; !reflect.DeepEqual(got, want) {
		t.Errorf("saved %+v", got)
	}
}

func TestPatternsHideModels(t *testing.T) {
	f := stocked()
	f.View.Settings.Models = []control.ModelEntry{{Name: "o1*", Hidden: ptr(true), Tools: ptr(true)}, {Name: "gpt-5", Hidden: ptr(false)}, {Name: "old*", Hidden: ptr(true)}}
	b, p := settled(t, f)
	field := p.catalogue.hide.entry
	windowtest.WantText(t, "patterns", field.Text, "o1*, old*")
	for text, want := range map[string]string{
		"a b*":        "Use letters, digits and . _ : @ / -, with * and ? for any characters.",
		"gpt-5":       "gpt-5 is one model. Use the eye in its row, or put * where any text may stand.",
		"!*-preview":  "A pattern here cannot begin with an exclamation mark.",
		"x*, y*, x*":  "x* is there twice.",
		"*-preview, ": "",
	} {
		b.Write(field, text)
		if got := p.catalogue.hide.note.Text(); !strings.HasPrefix(got, want) || (got == "") != (want == "") {
			t.Errorf("%s: %q", text, got)
		}
	}
	b.WantCalls()
	b.Write(field, "*-preview, old*")
	b.Submit(field)
	want := []control.ModelEntry{{Name: "o1*", Tools: ptr(true)}, {Name: "*-preview", Hidden: ptr(true)}, {Name: "gpt-5", Hidden: ptr(false)}, {Name: "old*", Hidden: ptr(true)}}
	if got := b.LastSaved().Models; !reflect.DeepEqual(got, want) {
		t.Errorf("saved %+v", got)
	}
}

func TestAnEmptyListSaysWhatHelps(t *testing.T) {
	none := func(f *windowtest.Fake) { f.Catalogue, f.Lists = nil, nil }
	for _, c := range []struct {
		name       string
		change     func(*windowtest.Fake)
		said, verb string
		page       string
	}{
		{"no account", func(f *windowtest.Fake) { none(f); f.View.Settings.Upstreams = nil }, "Models appear here as soon as there is an API key.", "Add an API key", control.PageKey},
		{"no key", func(f *windowtest.Fake) {
			none(f)
			f.Lists = []control.ModelList{{Upstream: "openai", Code: "no_key", Error: "There is no key."}}
			f.Fail["Models"] = &control.Error{Code: control.CodeInternal, Message: "No."}
		}, "Models appear here as soon as there is an API key.", "Add an API key", control.PageKey},
		{"key refused", func(f *windowtest.Fake) {
			none(f)
			f.Lists = []control.ModelList{{Upstream: "openai", Code: "upstream_key_rejected", Error: "OpenAI refused the key."}}
			f.Fail["Models"] = &control.Error{Code: control.CodeInternal, Message: "No."}
		}, "OpenAI refused the key.", "Look at the key", control.PageKey},
		{"away", func(f *windowtest.Fake) {
			none(f)
			f.Lists = []control.ModelList{{Upstream: "openai", Code: "upstream_dns", Error: "api.openai.com was not found."}}
			f.Fail["Models"] = &control.Error{Code: control.CodeInternal, Message: "No."}
		}, "api.openai.com was not found.", "Try again", ""},
		{"nothing there", func(f *windowtest.Fake) {
			none(f)
			f.Lists = []control.ModelList{{Upstream: "openai", Fetched: ptr(time.Now())}}
		}, "The provider lists no models.", "Try again", ""},
		{"Keyport away", func(f *windowtest.Fake) { none(f); f.Fail["Models"] = errors.New("broken pipe") }, "Something went wrong inside Keyport.", "Try again", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := stocked()
			c.change(f)
			b, _ := settled(t, f)
			b.WantSeen(c.said)
			b.Tap(c.verb)
			if c.page != "" {
				if !reflect.DeepEqual(b.Turned, []string{c.page}) {
					t.Errorf("turned to %q", b.Turned)
				}
			} else {
				b.WantCalls("RefreshModels")
			}
		})
	}
}

func TestAListThatCannotBeRenewedIsStillShown(t *testing.T) {
	f := stocked()
	f.Lists[0].Code, f.Lists[0].Error, f.Lists[0].Fetched = "upstream_key_rejected", "OpenAI refused the key.", ptr(time.Now().Add(-50*time.Hour))
	b, _ := settled(t, f)
	b.WantSeen("The models of openai are from 2 days ago. OpenAI refused the key.", "gpt-5")
	b.Tap("Look at the key")
	if !reflect.DeepEqual(b.Turned, []string{control.PageKey}) {
		t.Errorf("turned to %q", b.Turned)
	}
}

func TestAgesAreWrittenAnewWhileThePageIsInSight(t *testing.T) {
	b, p := settled(t, stocked())
	p.catalogue.health.now = func() time.Time { return time.Now().Add(time.Hour) }
	b.PassTime()
	b.WantSeen("3 models from openai, an hour ago.")
	b.Leave()
	p.catalogue.health.now = func() time.Time { return time.Now().Add(30 * time.Hour) }
	b.PassTime()
	b.WantSeen("an hour ago")
}

func TestANewKeyBringsTheModels(t *testing.T) {
	f := stocked()
	models := f.Catalogue
	f.Catalogue = nil
	b, _ := settled(t, f)
	b.WantUnseen("gpt-5")
	f.Lock()
	f.Catalogue = models
	f.State.Upstreams = []control.Upstream{{Name: "openai", Key: control.KeyPresent, KeyEnd: "zzzz"}}
	f.Bump()
	f.Unlock()
	b.Followed()
	b.Settle()
	b.WantSeen("gpt-5")
}

func TestNamesAreAddedAndTakenAway(t *testing.T) {
	f := stocked()
	f.View.Settings.Aliases = []control.Alias{{Name: "fast", Model: "gpt-5"}}
	b, p := settled(t, f)
	b.Tap("Own names")
	n := p.names
	for _, c := range []struct{ name, model, want string }{
		{"my model", "gpt-5", "Use letters, digits and . _ : @ / -."},
		{"gpt-5", "gpt-5", "gpt-5 already exists; a name that is the same would hide it."},
		{"fast", "gpt-5", "There is already an own name fast."},
		{"new", "", "Choose the model that it stands for."},
		{"new", "new", "An own name must be another one than its model's."},
		{"new", "fast", "fast is an own name itself. Choose the model behind it."},
		{"new", "a b", "Use letters, digits and . _ : @ / -."},
	} {
		b.Write(n.name, c.name)
		b.Write(n.model, c.model)
		b.Tap("Add")
		windowtest.WantText(t, c.name+" = "+c.model, n.note.Text(), c.want)
	}
	b.WantCalls()
	b.Write(n.name, "vendor/cheap")
	b.Write(n.model, "unlisted-model")
	b.Tap("Add")
	if got, want := b.LastSaved().Aliases, []control.Alias{{Name: "fast", Model: "gpt-5"}, {Name: "vendor/cheap", Model: "unlisted-model"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("saved %+v", got)
	}
	b.WantSeen("Apps can use vendor/cheap for unlisted-model now.")
	n.remove("fast")
	b.WantSeen("Remove fast?")
	b.Tap("Remove")
	if got, want := b.LastSaved().Aliases, []control.Alias{{Name: "vendor/cheap", Model: "unlisted-model"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("saved %+v", got)
	}
}

// Only what is in sight is drawn: a router's account has hundreds of models.
func TestHundredsOfModelsAreFewRows(t *testing.T) {
	f := stocked()
	for i := range 400 {
		f.Catalogue = append(f.Catalogue, control.Model{ID: fmt.Sprintf("vendor/model-%03d", i), Chat: true, Listed: true, Context: 1})
	}
	b, p := settled(t, f)
	if len(p.catalogue.shown) != 404 {
		t.Fatalf("%d models", len(p.catalogue.shown))
	}
	rows := 0
	windowtest.Walk(b.Win.Canvas().Content(), func(o fyne.CanvasObject) {
		if _, ok := o.(*row); ok {
			rows++
		}
	})
	if rows == 0 || rows > 30 {
		t.Errorf("%d rows are drawn", rows)
	}
}

func TestEveryPartFitsTheSmallestWindow(t *testing.T) {
	defer assets.Lengthen(0.4)()
	f := stocked()
	f.View.Settings.Rules = windowtest.MixedRules()
	f.View.Settings.Aliases = []control.Alias{{Name: strings.Repeat("long", 20), Model: strings.Repeat("long", 20)}}
	b, p := settled(t, f)
	for part := range p.tabs.parts {
		p.tabs.turn(part)
		b.WantFits(windowtest.PageRoom)
	}
}

func TestHostileModelsAreShownAsText(t *testing.T) {
	f := stocked()
	h := windowtest.Hostile
	f.Catalogue = []control.Model{{ID: h, Target: h, Upstream: h, Chat: true, Listed: true}}
	f.Lists = []control.ModelList{{Upstream: h, Error: h, Fetched: ptr(time.Now())}}
	b, p := settled(t, f)
	b.WantInert()
	p.catalogue.edit(f.Catalogue[0])
	b.WantInert()
}
