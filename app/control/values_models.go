package control

import "keyport/app/settings"

// What the pages about models, rules and thinking work with.
type (
	// ModelEntry is one [[model]] of the settings: what the person says of some models. Model is a row of the catalogue.
	ModelEntry = settings.Model
	// Alias is an invented name for a model.
	Alias = settings.Alias
)

// ParameterProblem says what is wrong with a parameter that a rule sets, "" when nothing is.
func ParameterProblem(name string, value any) string { return settings.ParameterProblem(name, value) }

// ParameterNameProblem is ParameterProblem for one that a rule removes.
func ParameterNameProblem(name string) string { return settings.ParameterNameProblem(name) }

// ModelNameProblem says what is wrong with a model's name, "" when nothing is.
func ModelNameProblem(name string) string { return settings.ModelNameProblem(name) }

// PatternProblem says what is wrong with a pattern for models' names, "" when nothing is.
func PatternProblem(pattern string) string { return settings.PatternProblem(pattern) }

// TagsProblem says what is wrong with pairs of thought tags, "" when nothing is.
func TagsProblem(tags []string) string { return settings.TagsProblem(tags) }

// ModelMatches reports whether a rule or an entry with these patterns is for a model.
func ModelMatches(patterns []string, name string) bool { return settings.ModelMatches(patterns, name) }
