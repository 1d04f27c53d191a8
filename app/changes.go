package app

import (
	"strings"
	"unicode"

	"keyport/app/settings"
	"keyport/assets"
)

// maxShown is how much of a value is repeated in a sentence, in runes.
const maxShown = 60

// changeSentences words changes of the settings for the person.
func changeSentences(changes []settings.Change) []string {
	var all []string
	for _, c := range changes {
		all = append(all, changeSentence(c))
	}
	return all
}

func changeSentence(c settings.Change) string {
	switch c.Kind {
	case settings.Added:
		return assets.T("change.added."+c.Field, "name", c.Name)
	case settings.Removed:
		return assets.T("change.removed."+c.Field, "name", c.Name)
	case settings.Moved:
		return assets.T("change.moved." + c.Field)
	}
	field, prior, next := fieldName(c.Field), shown(c.Old), shown(c.New)
	switch {
	case c.Field == "upstream.headers" && c.Name != "": // their values are nobody's business on a shared screen
		return assets.T("change.plain_of", "field", field, "name", c.Name)
	case c.Old == "" && c.New == "":
		return assets.T("change.plain", "field", field)
	case strings.HasPrefix(c.Field, "rule."):
		return assets.T("change.value_rule", "field", field, "name", c.Name, "old", prior, "new", next)
	case c.Name != "":
		return assets.T("change.value_of", "field", field, "name", c.Name, "old", prior, "new", next)
	}
	return assets.T("change.value", "field", field, "old", prior, "new", next)
}

// fieldName gives the name of a field for people; one that has none is called as in the file.
func fieldName(field string) string {
	if name := assets.T("change.field." + field); name != "change.field."+field {
		return name
	}
	return field
}

// shown gives a value as it stands in the file, without what is only TOML's. A
// file from somebody else may hold what acts on a terminal or turns a line around.
func shown(value string) string {
	switch value {
	case "", `""`, "[]", "{}":
		return assets.T("change.nothing")
	}
	if text, ok := strings.CutPrefix(value, `"`); ok {
		value = strings.TrimSuffix(text, `"`)
	}
	value = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '\ufffd'
	}, value)
	if runes := []rune(value); len(runes) > maxShown {
		value = string(runes[:maxShown-1]) + "…"
	}
	return value
}
