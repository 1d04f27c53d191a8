package window

import (
	"net/url"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
)

// keyPage is the page of the API key: which provider, under which address, with
// which key. The saved key never comes here; only its last characters do.
type keyPage struct {
	*sheet
	w *Window

	accountField *field
	accounts     *widget.Select
	addAccount   *widget.Button
	addSecond    *widget.Button // the same, while there is one account and no list of them
	dropButton   *widget.Button

	provider   *widget.Select
	url        *entry
	urlField   *field
	version    *entry
	verField   *field
	models     *entry
	modelField *field
	noKey      *widget.Check

	key      *entry
	keyField *field
	keyRow   *fyne.Container
	paste    *widget.Button
	keysPage *widget.Hyperlink
	state    *message // what is known of the saved key

	check  *widget.Button
	remove *widget.Button
	result *message
	demo   *panel
	demoOn *widget.Label
	demoDo *widget.Button

	account string          // the name of the account that is shown, "" for one that is not saved yet
	base    control.Account // as it is saved
	filling bool            // fields are being set, not typed into
}

func newKeyPage(w *Window) *keyPage {
	p := &keyPage{w: w}
	p.sheet = newSheet(T("page.key"), T("key.intro"), p.saveTapped, p.undoTapped)

	p.accounts = widget.NewSelect(nil, p.accountChosen)
	p.addAccount = widget.NewButtonWithIcon(T("key.account.add"), theme.ContentAddIcon(), p.newAccount)
	p.addSecond = widget.NewButtonWithIcon(T("key.account.add"), theme.ContentAddIcon(), p.newAccount)
	p.dropButton = widget.NewButton(T("key.account.remove"), p.dropAccount)
	p.accountField = newField(T("key.account"), container.NewBorder(nil, nil, nil, container.NewHBox(p.addAccount, p.dropButton), p.accounts))

	p.provider = widget.NewSelect(providerLabels(), p.providerChosen)
	p.url = newEntry("")
	p.urlField = newField(T("key.url"), p.url)
	p.version = newEntry("2024-10-21")
	p.verField = newField(T("key.version"), p.version)
	p.models = newEntry("*")
	p.modelField = newField(T("key.models"), p.models)
	p.noKey = widget.NewCheck(T("key.none_needed"), func(bool) { p.edited() })

	p.key = newPasswordEntry(T("key.placeholder"))
	p.paste = widget.NewButtonWithIcon(T("paste"), theme.ContentPasteIcon(), p.pasteTapped)
	p.keysPage = widget.NewHyperlink("", nil)
	p.keysPage.Alignment, p.keysPage.Truncation = fyne.TextAlignTrailing, fyne.TextTruncateEllipsis
	p.keyRow = container.NewBorder(nil, nil, nil, p.paste, p.key)
	p.keyField = newField(T("key.key"), p.keyRow)
	p.state = newMessage()

	p.check = widget.NewButton(T("key.check"), p.checkTapped)
	p.remove = widget.NewButton(T("key.remove"), p.removeTapped)
	p.result = newMessage()
	p.busy.buttons = append(p.busy.buttons, p.check, p.remove, p.addAccount, p.addSecond, p.dropButton)

	p.demoOn = widget.NewLabel("")
	p.demoOn.Wrapping = fyne.TextWrapWord
	p.demoDo = widget.NewButton("", nil)
	p.demo = newPanel(container.NewBorder(nil, nil, nil, container.NewCenter(p.demoDo), p.demoOn))
	p.busy.buttons = append(p.busy.buttons, p.demoDo)

	for _, e := range []*entry{p.url, p.version, p.models, p.key} {
		e.OnChanged = func(string) { p.edited() }
		e.OnSubmitted = func(string) { p.saveTapped() }
	}
	p.key.left = p.keyLeft
	p.add(
		p.accountField.box,
		newField(T("key.provider"), container.NewBorder(nil, nil, nil, p.addSecond, p.provider)).box,
		p.urlField.box, p.verField.box, p.modelField.box,
		container.New(&column{gap: 2}, p.keyField.box, p.state.box),
		p.noKey,
		container.New(&column{gap: 8}, container.NewBorder(nil, nil, container.NewHBox(p.check, p.remove), nil, p.keysPage), p.result.box),
		p.demo,
	)
	p.fill()
	return p
}

// edited follows every change of a field.
func (p *keyPage) edited() {
	if p.filling {
		return
	}
	p.arrange()
	if p.dirty() {
		p.message.clear()
	}
}

// arrange shows the fields that the chosen provider has, and what can be done.
func (p *keyPage) arrange() {
	p.changed(p.dirty() && p.w.session.loaded)
	if p.account == "" { // saving says what is missing
		p.busy.allow(p.save, p.w.session.loaded)
	}
	chosen := providerByLabel(p.provider.Selected)
	setVisible(p.verField.box, chosen.kind == control.KindAzure)
	setVisible(p.noKey, chosen.id == other)
	setVisible(p.modelField.box, len(p.realAccounts()) > 1 || p.account == "" && len(p.realAccounts()) > 0)
	p.url.SetPlaceHolder(chosen.sample)
	needed := !p.noKey.Checked || chosen.id != other
	setVisible(p.keyField.box, needed)
	setVisible(p.keysPage, needed && chosen.keys != "")
	if chosen.keys != "" {
		p.keysPage.SetText(T("key.get", "provider", chosen.label()))
		p.keysPage.URL, _ = url.Parse(chosen.keys)
	}
}

// providerChosen fills in the provider's address.
func (p *keyPage) providerChosen(label string) {
	if p.filling {
		return
	}
	chosen := providerByLabel(label)
	known := p.url.Text == ""
	for _, q := range providers {
		known = known || q.url == strings.TrimSpace(p.url.Text)
	}
	if chosen.url != "" || known {
		p.url.SetText(chosen.url)
	}
	p.urlField.note.clear()
	p.keyField.note.clear()
	p.result.clear()
	p.edited()
}

// show tells what is known of the saved key.
func (p *keyPage) show() {
	p.showAccounts()
	p.showDemo()
	u, known := p.w.session.upstream(p.account)
	text, warn := keyStateText(u, p.w.session.status.Keychain)
	switch {
	case !known || p.account == "" || text == "":
		p.state.clear()
	case warn:
		p.state.warn(text)
		if u.Key == control.KeyElsewhere && u.KeyOrigin != "" {
			p.state.offer(T("key.move.here"), func() { p.askMove(u.KeyOrigin) })
		}
	default:
		p.state.good(text)
	}
	setVisible(p.remove, known && hasKey(u.Key))
	p.key.SetPlaceHolder(T("key.placeholder"))
	if known && hasKey(u.Key) {
		p.key.SetPlaceHolder(T("key.placeholder_replace"))
	}
	p.arrange()
}

// leave: what was typed stays, but not readable.
func (p *keyPage) leave() {
	if !p.key.Password {
		p.key.Password = true
		p.key.Refresh()
	}
}

func setVisible(o fyne.CanvasObject, yes bool) {
	if yes != o.Visible() {
		if yes {
			o.Show()
		} else {
			o.Hide()
		}
	}
}
