// Package fix is the buttons that help against a problem, wherever one is told:
// the banner of the window and the page of the whole. It refuses to know what a
// problem is about; the running Keyport names the actions.
package fix
