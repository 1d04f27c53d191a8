// Package models is the page about models: the list of those there are, with what
// the person knows better of them; the person's own names for them; and the rules
// that change the parameters of requests, with a box in which they are tried. It
// refuses to know what a rule does to a request: Keyport tries it on its own parts.
package models
