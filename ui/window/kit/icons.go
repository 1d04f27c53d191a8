package kit

import (
	"embed"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"keyport/app/control"
)

// One-colour shapes, which the theme paints for light and dark.
//
//go:embed icons/*.svg
var pictures embed.FS

// Icon gives the shape icons/NAME.svg, in the colour of text. A name that there
// is not is a mistake in the program, and gives a question mark.
func Icon(name string) fyne.Resource {
	data, err := pictures.ReadFile("icons/" + name + ".svg")
	if err != nil {
		return theme.QuestionIcon()
	}
	return theme.NewThemedResource(fyne.NewStaticResource(name+".svg", data))
}

// StateIcon gives the shape of a state: a state is a shape and a word before it is a colour.
func StateIcon(st control.Status) fyne.Resource {
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
		return Icon("key")
	default:
		return theme.MoreHorizontalIcon()
	}
}
