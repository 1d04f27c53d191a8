package locale

import "golang.org/x/sys/windows"

// system gives the language of Windows' own windows. GetUserDefaultLocaleName
// would be the format of dates and numbers, which many people set to another country.
func system() string {
	tags, err := windows.GetUserPreferredUILanguages(windows.MUI_LANGUAGE_NAME)
	if err != nil || len(tags) == 0 {
		return ""
	}
	return tags[0]
}
