// Package about is the page of what Keyport is: version, licences, keys of the
// keyboard, and what to send along when something does not work. It refuses to
// know how a report is made; it copies what Keyport gives.
package about
