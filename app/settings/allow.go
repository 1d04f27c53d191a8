package settings

import (
	"slices"
	"strings"

	"keyport/assets"
)

// never are path words that no setting opens: behind them lie bills, keys and
// other people's access, which no app on this computer needs.
var never = map[string]bool{
	"organization": true, "organizations": true, "organisation": true, "organisations": true,
	"billing": true, "dashboard": true, "project": true, "projects": true, "key": true, "keys": true,
	"api_keys": true, "api-keys": true, "fine_tuning": true, "fine-tuning": true, "fine_tunes": true, "fine-tunes": true,
}

// allowProblem says what is wrong with an entry of allow.paths, "" when nothing is.
func allowProblem(entry string) string {
	rule := assets.T("settings.allow.rule")
	method, path, ok := strings.Cut(entry, " ")
	switch {
	case strings.EqualFold(method, "DELETE"):
		return assets.T("settings.allow.delete")
	case !ok || !slices.Contains([]string{"GET", "HEAD", "POST", "PUT", "PATCH"}, method):
		return rule
	case len(path) < 2 || path[0] != '/' || len(path) > 200:
		return rule
	}
	for i, segment := range strings.Split(path[1:], "/") {
		if !allowSegment(segment, i == 0) {
			return rule
		}
		if never[strings.ToLower(segment)] {
			return assets.T("settings.allow.never")
		}
	}
	return ""
}

// allowSegment accepts plain words, and {id} for one variable part behind the first.
func allowSegment(segment string, first bool) bool {
	if inner, ok := strings.CutPrefix(segment, "{"); ok && !first {
		inner, ok = strings.CutSuffix(inner, "}")
		return ok && bare(inner)
	}
	if first && strings.EqualFold(segment, "v1") || segment == "" || segment == "." || segment == ".." {
		return false
	}
	return only(segment, func(c byte) bool { return letter(c) || digit(c) || strings.IndexByte("-_.", c) >= 0 })
}
