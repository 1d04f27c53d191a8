// Package activity is the page that shows what apps ask for: a list of requests
// that follows Keyport while it is in sight, what is known of one of them, and
// the switch that records what is said. It keeps rows in the window's memory and
// nowhere else, and knows no more of a request than control.ActivityAPI tells:
// it never sees a key, and words only while the person has them recorded.
package activity
