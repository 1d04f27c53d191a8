// Package general is the page of how Keyport shows itself, and of its settings as
// a whole: taking them out and in, and beginning anew. It refuses to know what
// stands in them: Keyport says what would change.
package general
