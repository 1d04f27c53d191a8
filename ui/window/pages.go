package window

import (
	"keyport/app/control"
	"keyport/ui/window/about"
	"keyport/ui/window/activity"
	"keyport/ui/window/apps"
	"keyport/ui/window/general"
	"keyport/ui/window/key"
	"keyport/ui/window/kit"
	"keyport/ui/window/models"
	"keyport/ui/window/network"
	"keyport/ui/window/overview"
	"keyport/ui/window/thinking"
)

// pages are all pages there are, in the order of the list on the left and of
// Ctrl+1 to Ctrl+9. icon is a picture of package kit; the word is the text "page."+name.
var pages = []struct {
	name string // one of control.Page...
	icon string
	make func(*kit.Host) kit.Page
}{
	{control.PageOverview, "overview", overview.New},
	{control.PageKey, "key", key.New},
	{control.PageApps, "apps", apps.New},
	{control.PageNetwork, "network", network.New},
	{control.PageModels, "models", models.New},
	{control.PageThinking, "thinking", thinking.New},
	{control.PageActivity, "activity", activity.New},
	{control.PageGeneral, "general", general.New},
	{control.PageAbout, "about", about.New},
}

// pageAt gives the place of a page in the list, -1 for a name that none has.
func pageAt(name string) int {
	name, _ = control.PageNamed(name)
	for i, p := range pages {
		if p.name == name {
			return i
		}
	}
	return -1
}
