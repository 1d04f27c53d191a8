// Package locale asks the operating system which language the person reads. It
// knows neither the languages that Keyport has nor what a person has chosen in
// Keyport, and starts no program to find out.
package locale

// System gives the person's language as a tag or a locale: "de", "de-AT",
// "de_AT.UTF-8"; "" when the system does not say, or says that it is nobody's ("C").
func System() string { return system() }
