// Package kit is what the pages of the window are made of: layouts, fields and
// their messages, framed panels, the sheet that a page stands on and the bar that
// saves it, questions, rows that hold secrets, and the calls to Keyport with what
// is known of it. A page is given a Host and nothing else.
//
// It refuses to know any page: which ones there are, their order and which one
// is in sight is the frame's business. It knows no keychain, no settings file and
// no socket either, only control.API.
package kit
