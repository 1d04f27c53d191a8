// Package notify tells a person who looks elsewhere what should not wait, in a
// message of the desktop. There are a handful of messages, each with words that
// never change: nothing that a provider, an app or a settings file says gets into
// one, since messages are shown on locked screens and kept in lists. None is sent
// when Keyport starts, ends or does what it was asked to.
//
// It speaks org.freedesktop.Notifications on the session bus, so it exists on
// Linux and the BSDs only. It knows nothing but a control.Status and where the
// window opens.
package notify
