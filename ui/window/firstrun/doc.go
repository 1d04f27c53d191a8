// Package firstrun is the way from the first start to an app that is answered:
// key, models, app, test, done. Every step can be skipped and gone back to. It
// refuses to know when it is shown: the frame decides that, and remembers the step.
package firstrun
