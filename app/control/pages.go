package control

import "slices"

// Pages of the window. Those that a window lacks change nothing in it.
const (
	PageOverview = "overview"
	PageKey      = "key"
	PageApps     = "apps"
	PageNetwork  = "network"
	PageModels   = "models"
	PageThinking = "thinking"
	PageActivity = "activity"
	PageGeneral  = "general"
	PageAbout    = "about"
)

// Pages lists the pages in the order of the window.
func Pages() []string {
	return []string{PageOverview, PageKey, PageApps, PageNetwork, PageModels, PageThinking, PageActivity, PageGeneral, PageAbout}
}

// PageNamed gives the page that a person or a remembered window means: by its
// name, or by one that it had before. ok is false when there is none.
func PageNamed(name string) (page string, ok bool) {
	switch name {
	case "connection":
		name = PageNetwork
	case "parameters":
		name = PageModels
	}
	return name, slices.Contains(Pages(), name)
}
