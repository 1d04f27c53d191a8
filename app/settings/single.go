package settings

import (
	"strings"

	patterns "keyport/proxy/glob"
)

// These check single values while a person enters them. Each gives the sentence
// that Validate would say, "" when nothing is wrong.

// ParameterProblem checks a parameter that a rule sets.
func ParameterProblem(name string, value any) string {
	if message := parameterName(name); message != "" {
		return message
	}
	value = cloneValue(value)
	if message := valueProblem(value, 0); message != "" {
		return message
	}
	return parameterProblem(name, value)
}

// ParameterNameProblem checks the name of a parameter that a rule removes.
func ParameterNameProblem(name string) string { return parameterName(name) }

// ModelNameProblem checks an invented name of a model, or the model that it stands for.
func ModelNameProblem(name string) string {
	if !modelName(name) {
		return nameRule()
	}
	return ""
}

// PatternProblem checks a pattern for names of models.
func PatternProblem(pattern string) string {
	if !glob(strings.TrimPrefix(pattern, "!")) {
		return globRule()
	}
	return ""
}

// TagsProblem checks pairs of thought tags: start, end, start, end.
func TagsProblem(tags []string) string { return tagProblem(tags) }

// ModelMatches reports whether a rule or an entry with these patterns is for a model.
func ModelMatches(globs []string, name string) bool { return patterns.Match(globs, name) }
