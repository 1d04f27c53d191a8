package key

import (
	"net/url"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/ui/window/kit"
	"keyport/ui/window/provider"
)

type page struct {
	*kit.Form
	h *kit.Host

	accountField *kit.Field
	accounts     *kit.Select
	addAccount   *widget.Button
	addSecond    *widget.Button // the same, while there is one account and no list of them
	dropButton   *widget.Button

	provider   *kit.Select
	url        *kit.Entry
	urlField   *kit.Field
	version    *kit.Entry
	verField   *kit.Field
	models     *kit.Entry
	modelField *kit.Field
	noKey      *widget.Check
	noKeyRow   *fyne.Container

	key      *kit.Entry
	keyField *kit.Field
	keyRow   *fyne.Container
	paste    *widget.Button
	keysPage *widget.Hyperlink
	state    *kit.Message // what is known of the saved key

	check  *widget.Button
	remove *widget.Button
	spin   *widget.Activity
	result *kit.Message
	demo   *kit.Panel
	demoOn *widget.Label
	demoDo *widget.Button

	account string          // the name of the account that is shown, "" for one that is not saved yet
	base    control.Account // as it is saved
	filling bool            // fields are being set, not typed into
}

// New gives the page.
func New(h *kit.Host) kit.Page { return newPage(h) }

func newPage(h *kit.Host) *page {
	p := &page{h: h}
	p.Form = kit.NewForm(h, kit.T("page.key"), kit.T("key.intro"), p.saveTapped, p.undoTapped)

	p.accounts = kit.NewSelect(nil, p.accountChosen)
	p.addAccount = widget.NewButtonWithIcon(kit.T("key.account.add"), theme.ContentAddIcon(), p.newAccount)
	p.addSecond = widget.NewButtonWithIcon(kit.T("key.account.add"), theme.ContentAddIcon(), p.newAccount)
	p.dropButton = widget.NewButton(kit.T("key.account.remove"), p.dropAccount)
	p.accountField = kit.NewField(kit.T("key.account"), kit.Border(nil, nil, nil, container.NewHBox(p.addAccount, p.dropButton), p.accounts))

	p.provider = kit.NewSelect(provider.Labels(), p.providerChosen)
	p.url = kit.NewEntry("")
	p.urlField = kit.NewField(kit.T("key.url"), p.url)
	p.version = kit.NewEntry("2024-10-21")
	p.verField = kit.NewField(kit.T("key.version"), p.version)
	p.models = kit.NewEntry("*")
	p.modelField = kit.NewField(kit.T("key.models"), p.models)
	p.noKey = widget.NewCheck(kit.T("key.none_needed"), func(bool) { p.edited() })
	p.noKeyRow = kit.FlushCheck(p.noKey)

	p.key = kit.NewPasswordEntry(kit.T("key.placeholder"))
	p.paste = widget.NewButtonWithIcon(kit.T("paste"), theme.ContentPasteIcon(), p.pasteTapped)
	p.keysPage = widget.NewHyperlink("", nil)
	p.keysPage.Alignment, p.keysPage.Truncation = fyne.TextAlignTrailing, fyne.TextTruncateEllipsis
	p.keyRow = kit.Border(nil, nil, nil, p.paste, p.key)
	p.keyField = kit.NewField(kit.T("key.key"), p.keyRow)
	p.state = kit.NewMessage()

	p.check = widget.NewButton(kit.T("key.check"), p.checkTapped)
	p.remove = widget.NewButton(kit.T("key.remove"), p.removeTapped)
	p.spin = p.Busy.Spinner()
	p.result = kit.NewMessage()
	p.Busy.Add(p.check, p.remove, p.addAccount, p.addSecond, p.dropButton)

	p.demoOn = widget.NewLabel("")
	p.demoOn.Wrapping = fyne.TextWrapWord
	p.demoDo = widget.NewButton("", nil)
	p.demo = kit.NewPanel(kit.Border(nil, nil, nil, container.NewCenter(p.demoDo), p.demoOn))
	p.Busy.Add(p.demoDo)

	for _, e := range []*kit.Entry{p.url, p.version, p.models, p.key} {
		e.OnChanged = func(string) { p.edited() }
		e.OnSubmitted = func(string) { p.saveTapped() }
	}
	p.key.Left = p.keyLeft
	for at, i := range p.inputs() {
		i.entry.Left = func() { p.left(p.inputs()[at]) } // with what is saved by then
	}
	p.Add(
		p.accountField.Box,
		kit.NewField(kit.T("key.provider"), kit.Border(nil, nil, nil, p.addSecond, p.provider)).Box,
		p.urlField.Box, p.verField.Box, p.modelField.Box,
		container.New(&kit.Column{Gap: 2}, p.keyField.Box, p.state.Box),
		p.noKeyRow,
		container.New(&kit.Column{Gap: 8}, kit.Border(nil, nil, container.NewHBox(p.check, p.remove, p.spin), nil, p.keysPage), p.result.Box),
		p.demo,
	)
	p.fill()
	return p
}

// edited follows every change of a field.
func (p *page) edited() {
	if p.filling {
		return
	}
	if p.dirty() {
		p.Message.Clear()
	}
	p.arrange()
}

// arrange shows the fields that the chosen provider has, and what can be done.
func (p *page) arrange() {
	switch {
	case !p.h.Session.Loaded || !p.dirty():
		p.Unsaved("")
	case p.key.Text != "":
		p.Unsaved(kit.T("key.unsaved"))
	default:
		p.Unsaved(kit.T("unsaved"))
	}
	chosen := provider.ByLabel(p.provider.Selected)
	kit.SetVisible(p.verField.Box, chosen.Kind == control.KindAzure)
	kit.SetVisible(p.noKeyRow, chosen.ID == provider.Other)
	kit.SetVisible(p.modelField.Box, len(p.realAccounts()) > 1 || p.account == "" && len(p.realAccounts()) > 0)
	p.url.SetPlaceHolder(chosen.Sample)
	needed := !p.noKey.Checked || chosen.ID != provider.Other
	kit.SetVisible(p.keyField.Box, needed)
	kit.SetVisible(p.keysPage, needed && chosen.Keys != "")
	if chosen.Keys != "" {
		p.keysPage.SetText(kit.T("key.get", "provider", chosen.Label()))
		p.keysPage.URL, _ = url.Parse(chosen.Keys)
	}
}

// providerChosen fills in the provider's address.
func (p *page) providerChosen(label string) {
	if p.filling {
		return
	}
	chosen := provider.ByLabel(label)
	known := p.url.Text == ""
	for _, q := range provider.All() {
		known = known || q.URL == strings.TrimSpace(p.url.Text)
	}
	if chosen.URL != "" || known {
		p.url.SetText(chosen.URL)
	}
	p.urlField.Note.Clear()
	p.keyField.Note.Clear()
	p.result.Clear()
	p.edited()
}

// Show tells what is known of the saved key.
func (p *page) Show() {
	p.showAccounts()
	p.showDemo()
	u, known := p.h.Session.Upstream(p.account)
	text, warn := keyStateText(u, kit.Keychain(p.h.Session.Status.Keychain))
	switch {
	case !known || p.account == "" || text == "":
		p.state.Clear()
	case warn:
		p.state.Warn(text)
		if u.Key == control.KeyElsewhere && u.KeyOrigin != "" {
			p.state.Offer(kit.T("key.move.here"), func() { p.askMove(u.KeyOrigin) })
		}
	default:
		p.state.Good(text)
	}
	kit.SetVisible(p.remove, known && hasKey(u.Key))
	p.key.SetPlaceHolder(kit.T("key.placeholder"))
	if known && hasKey(u.Key) {
		p.key.SetPlaceHolder(kit.T("key.placeholder_replace"))
	}
	p.arrange()
}

// Leave: what was typed stays, but not readable.
func (p *page) Leave() {
	if !p.key.Password {
		p.key.Password = true
		p.key.Refresh()
	}
}
