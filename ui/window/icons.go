package window

import (
	_ "embed"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"keyport/app/control"
)

//go:embed icons/key.svg
var keySVG []byte

//go:embed icons/connection.svg
var connectionSVG []byte

//go:embed icons/thinking.svg
var thinkingSVG []byte

//go:embed icons/parameters.svg
var parametersSVG []byte

// pageIcons holds one-colour shapes, which the theme paints for light and dark.
var pageIcons = map[string]fyne.Resource{
	control.PageKey:        theme.NewThemedResource(fyne.NewStaticResource("key.svg", keySVG)),
	control.PageConnection: theme.NewThemedResource(fyne.NewStaticResource("connection.svg", connectionSVG)),
	control.PageThinking:   theme.NewThemedResource(fyne.NewStaticResource("thinking.svg", thinkingSVG)),
	control.PageParameters: theme.NewThemedResource(fyne.NewStaticResource("parameters.svg", parametersSVG)),
}

// stateIcon gives the shape of a state: a state is a shape and a word before it is a colour.
func stateIcon(st control.Status) fyne.Resource {
	switch st.State {
	case control.StateReady:
		return theme.NewSuccessThemedResource(theme.ConfirmIcon())
	case control.StatePaused:
		return theme.MediaPauseIcon()
	case control.StateAttention, control.StateOpen:
		return theme.NewWarningThemedResource(theme.WarningIcon())
	case control.StateBlocked:
		return theme.NewErrorThemedResource(theme.ErrorIcon())
	case control.StateSetup:
		return pageIcons[control.PageKey]
	default:
		return theme.MoreHorizontalIcon()
	}
}
