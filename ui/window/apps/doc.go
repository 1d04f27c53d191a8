// Package apps is the page of the apps that may use Keyport: their private
// addresses and passwords, which are shown and copied while asked and held nowhere.
package apps
