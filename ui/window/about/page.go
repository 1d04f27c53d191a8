package about

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"keyport/app/control"
	"keyport/assets"
	"keyport/ui/window/kit"
	"keyport/ui/window/updates"
)

type page struct {
	*kit.Sheet
	h    *kit.Host
	busy *kit.Busy

	version  *widget.Label
	other    *kit.Message // the window is of another version, or nobody here knows of a newer one
	news     *updates.News
	folder   *widget.Label
	said     *kit.Message // under Copy diagnostics
	licences *licencesPanel
}

// New gives the page.
func New(h *kit.Host) kit.Page { return newPage(h) }

func newPage(h *kit.Host) *page {
	p := &page{
		Sheet: kit.NewSheet(kit.T("page.about"), ""), h: h, busy: kit.NewBusy(),
		version: widget.NewLabel(""), other: kit.NewMessage(), news: updates.NewNews(h), folder: widget.NewLabel(""), said: kit.NewMessage(), licences: newLicences(),
	}
	p.folder.Truncation = fyne.TextTruncateEllipsis
	p.folder.TextStyle.Monospace = true
	copyFolder := kit.LowButton(theme.ContentCopyIcon(), func() { h.Copy(h.Session.Status.Settings) })

	report := widget.NewButtonWithIcon(kit.T("about.diagnostics.copy"), theme.ContentCopyIcon(), p.copyReport)
	p.busy.Add(report)
	p.Add(
		p.head(), p.other.Box, p.news.Box,
		kit.NewField(kit.T("about.folder"), kit.Border(nil, nil, nil, copyFolder, kit.Flush(p.folder))).Box,
		widget.NewSeparator(),
		kit.Row(kit.T("about.diagnostics"), kit.T("about.diagnostics.text"), report), p.said.Box,
		kit.Section(kit.T("about.security"), kit.T("about.security.text")),
		widget.NewSeparator(),
		kit.Row(kit.T("about.licence"), kit.T("about.licence.text"), p.licences.open), p.licences.panel,
		widget.NewSeparator(),
		keyboard(),
	)
	return p
}

// head is the icon, the name and what it is.
func (p *page) head() fyne.CanvasObject {
	icon := canvas.NewImageFromResource(fyne.NewStaticResource("keyport.png", assets.AppIcon()))
	icon.FillMode = canvas.ImageFillContain
	icon.SetMinSize(fyne.NewSquareSize(64))
	name := widget.NewLabelWithStyle("Keyport", fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	lead := widget.NewLabel(kit.T("about.intro"))
	lead.Wrapping = fyne.TextWrapWord
	p.version.Importance = widget.LowImportance
	p.version.Truncation = fyne.TextTruncateEllipsis
	return kit.Border(nil, nil, container.NewCenter(icon), nil, container.New(&kit.Column{Gap: -14}, name, p.version, lead))
}

// Load is part of kit.Page.
func (p *page) Load() {}

// Show is part of kit.Page.
func (p *page) Show() {
	st := p.h.Session.Status
	p.version.SetText(kit.T("about.version") + " " + kit.Plain(st.Program) + " · " + runtime.GOOS + "/" + runtime.GOARCH)
	p.folder.SetText(kit.Plain(st.Settings))
	p.news.Update()
	p.other.Clear()
	newer := func(problem control.Problem) bool { return problem.Action == control.ActionNewerVersion }
	if st.Updates == nil && slices.ContainsFunc(st.Problems, newer) { // its button leads here
		p.other.Hint(kit.T("updates.none"))
	}
	if own := p.h.App.Metadata().Version; own != "" && st.Program != "" && own != st.Program {
		p.other.Warn(kit.T("about.window", "version", own))
	}
}

// Leave is part of kit.Page.
func (p *page) Leave() {}

// copyReport takes Keyport's report, and what only the window knows.
func (p *page) copyReport() {
	p.said.Clear()
	p.busy.Start()
	kit.Request(p.h.Calls, kit.QuickCall, p.h.Session.API.Diagnostics, func(text string, err error) {
		p.busy.Stop()
		if err != nil {
			p.said.Fail(kit.Sentence(err))
			return
		}
		p.h.Copy(text + p.window())
		p.said.Good(kit.T("about.diagnostics.done"))
	})
}

// window is the line about this program, in the form of the others.
func (p *page) window() string {
	look := "dark"
	if p.h.App.Settings().ThemeVariant() == theme.VariantLight {
		look = "light"
	}
	c := p.h.Win.Canvas()
	return fmt.Sprintf("%-10s %s, fyne %s, scale %.2g, %.0f×%.0f, system %s\n", "window",
		p.h.App.Metadata().Version, moduleVersion("fyne.io/fyne/v2"), c.Scale(), c.Size().Width, c.Size().Height, look)
}

func moduleVersion(path string) string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == path {
				return m.Version
			}
		}
	}
	return "unknown"
}
