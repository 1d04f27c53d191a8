// Package apps is the page of the apps that may use Keyport: the list of them,
// how each is connected step by step and tried, and what belongs to one app. Its
// private address and its password are shown and copied while asked, and held
// nowhere. It knows what Keyport offers, and nothing of how a program is wired.
package apps
