// Package overview is the page that says how Keyport stands: the state in one
// sentence, and four cards that answer whether it listens, whether the key is good,
// whether the provider answers and who used it last. What is missing is said with
// the one button that brings it. The page refuses to set anything up itself.
package overview
