// Package desktoptest gives a test a desktop of its own: an X server without a
// screen, a session bus, a keyring, a window manager and a panel with a tray.
// The programs of Keyport run in it as they run on a person's desktop, and the
// test looks at pixels, presses keys, clicks menu items over D-Bus and reads
// what the keyring holds.
//
// Nothing of the person who runs the tests is touched: home, configuration, data,
// runtime and temporary folders are private and gone afterwards, and so is every
// process that was started inside, also one that the bus started.
//
// The package is for tests alone and knows nothing of what it is used to test:
// neither settings nor proxy nor window. It works on Linux; elsewhere it is empty.
package desktoptest
