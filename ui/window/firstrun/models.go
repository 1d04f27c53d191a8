package firstrun

import (
	"regexp"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
)

// longList is how many models are so many that old ones are better hidden.
const longList = 60

// shownModels is how many are named.
const shownModels = 10

// oldNames are the names of dated and preview versions. Sizes look much like
// dates (gpt-oss-120b, qwen3-235b), so no pattern takes four free digits.
var oldNames = []string{"*-20??-??-??*", "*-20??????", "*-03??", "*-06??", "*-01??", "*-1106*", "*-240?", "*-241?", "*-250?", "*-251?", "*preview*"}

// modelsStep shows that the models have arrived.
type modelsStep struct {
	g       *Guide
	message *kit.Message
	again   *widget.Button
	names   *fyne.Container
	panel   *kit.Panel
	long    *kit.Message
	box     *fyne.Container
	models  []control.Model // for apps to choose from
	asking  bool
}

func newModelsStep(g *Guide) *modelsStep {
	s := &modelsStep{g: g, message: kit.NewMessage(), long: kit.NewMessage(), names: container.New(&kit.Column{Gap: -14})}
	s.again = widget.NewButton(kit.T("first.models.again"), s.ask)
	g.busy.Add(s.again)
	s.panel = kit.NewPanel(s.names)
	s.panel.Hide()
	s.box = container.New(&kit.Column{Gap: 12}, title(kit.T("first.models.title"), ""), s.message.Box, s.panel, s.long.Box, container.NewHBox(s.again))
	return s
}

func (s *modelsStep) content() fyne.CanvasObject { return s.box }
func (s *modelsStep) leave()                     {}
func (s *modelsStep) update()                    {}
func (s *modelsStep) ready() bool                { return len(s.models) > 0 }

func (s *modelsStep) enter() {
	s.g.h.Focus(s.g.next)
	s.ask()
}

func (s *modelsStep) ask() {
	if s.asking {
		return
	}
	g := s.g
	s.asking = true
	if len(s.models) == 0 {
		s.message.Hint(kit.T("first.models.asking"))
	}
	s.again.Hide()
	g.busy.Start()
	kit.Request(g.h.Calls, kit.CheckCall, g.h.Session.API.Models, func(models []control.Model, err error) {
		s.asking = false
		g.busy.Stop()
		s.models = nil
		for _, m := range models {
			if m.Chat && !m.Hidden {
				s.models = append(s.models, m)
			}
		}
		s.show(err)
		g.arrange()
	})
}

func (s *modelsStep) show(err error) {
	kit.SetVisible(s.again, err != nil || len(s.models) == 0)
	switch n := len(s.models); {
	case err != nil:
		s.message.Fail(kit.Sentence(err))
	case n == 0:
		s.message.Warn(kit.T("first.models.none"))
	case n == 1:
		s.message.Good(kit.T("first.models.one"))
	default:
		s.message.Good(kit.T("first.models.many", "count", n))
	}
	s.names.RemoveAll()
	for i, m := range s.models {
		if i == shownModels && len(s.models) > shownModels+1 {
			s.names.Add(low(kit.T("first.models.more", "count", len(s.models)-i)))
			break
		}
		label := widget.NewLabel(kit.Plain(m.ID))
		label.Truncation = fyne.TextTruncateEllipsis
		s.names.Add(label)
	}
	kit.SetVisible(s.panel, len(s.models) > 0)
	s.long.Clear()
	if old := s.old(); len(s.models) > longList && old > 0 {
		s.long.Hint(kit.T("first.models.long", "count", old))
		s.long.Offer(kit.T("first.models.hide"), s.hide)
	}
	s.box.Refresh()
}

func low(text string) *widget.Label {
	label := widget.NewLabel(text)
	label.Importance = widget.LowImportance
	label.Wrapping = fyne.TextWrapWord
	return label
}

// old counts the models that hiding would hide.
func (s *modelsStep) old() int {
	count := 0
	for _, m := range s.models {
		if isOld(m.ID) {
			count++
		}
	}
	return count
}

var oldExpression = func() *regexp.Regexp {
	var all []string
	for _, name := range oldNames {
		all = append(all, strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(regexp.QuoteMeta(name)))
	}
	return regexp.MustCompile("^(" + strings.Join(all, "|") + ")$")
}()

func isOld(name string) bool { return oldExpression.MatchString(name) }

// hide puts the old ones out of sight of apps; they can be used by name all the same.
func (s *modelsStep) hide() {
	g := s.g
	yes := true
	g.busy.Start()
	g.h.Session.Save(func(set *control.Settings) {
		all := append([]control.ModelEntry(nil), set.Models...)
		for _, name := range oldNames {
			all = append(all, control.ModelEntry{Name: name, Hidden: &yes})
		}
		set.Models = all
	}, func(err error) {
		g.busy.Stop()
		if err != nil {
			s.long.Fail(kit.SaveSentence(err))
			return
		}
		s.long.Good(kit.T("first.models.hidden"))
		var rest []control.Model
		for _, m := range s.models {
			if !isOld(m.ID) {
				rest = append(rest, m)
			}
		}
		hidden := s.long.Text()
		s.models = rest
		s.show(nil)
		s.long.Good(hidden)
	})
}
