package models

import (
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"

	"keyport/ui/window/kit"
)

// jsonProblem says what keeps a text from being JSON, and near which column it
// is, counted in characters from 1; "" when nothing does.
func jsonProblem(text string) string {
	var v any
	err := json.Unmarshal([]byte(text), &v)
	var wrong *json.SyntaxError
	if err == nil || !errors.As(err, &wrong) {
		return ""
	}
	if at := openQuote(text); at >= 0 {
		return kit.T("params.json.quote", "column", column(text, at))
	}
	at := max(0, int(wrong.Offset)-1)
	if at >= len(text)-1 && strings.HasPrefix(wrong.Error(), "unexpected end") {
		return kit.T("params.json.bracket")
	}
	return kit.T("params.json.there", "column", column(text, at))
}

// openQuote gives where the quote opens that is never closed, -1 when all are.
func openQuote(text string) int {
	open := -1
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\' && open >= 0:
			i++
		case text[i] == '"' && open < 0:
			open = i
		case text[i] == '"':
			open = -1
		}
	}
	return open
}

func column(text string, at int) int {
	return utf8.RuneCountInString(text[:min(at, len(text))]) + 1
}
