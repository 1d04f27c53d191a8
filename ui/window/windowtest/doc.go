// Package windowtest is for the tests of the window and of its pages: a Keyport
// that is not there (Fake), and a screen that is not there, on which one page alone
// or the whole window stands (Bench). It refuses to know any page: what it finds,
// it finds by the words that a person would look for. No program may import it.
package windowtest
