package control

import "context"

// GeneralAPI takes settings out and in, begins anew, and tells what a report of
// a fault needs. All of it works offline too.
type GeneralAPI interface {
	// ExportSettings gives the settings as the text of a settings file, without any secret.
	ExportSettings(ctx context.Context) (string, error)
	// ReviewSettings says what taking over the text of a settings file would change; it
	// changes nothing. What is wrong with the text fails with CodeInvalid and Fields.
	ReviewSettings(ctx context.Context, text string) (SettingsReview, error)
	// ApplySettings makes the text of a settings file the settings. revision is the one of
	// the review; when it is not the current one any more, it fails with CodeConflict.
	ApplySettings(ctx context.Context, text string, revision uint64) (SettingsView, error)
	// ResetSettings begins anew with the settings of a first run. The port stays, and so do the keys
	// of the accounts unless keys says that they are forgotten too; apps lose their access either way.
	ResetSettings(ctx context.Context, keys bool) (SettingsView, error)
	// Diagnostics gives a text for a report of a fault: versions, numbers and codes, no
	// names that the person has given, no address, no secret. It is English.
	Diagnostics(ctx context.Context) (string, error)
}

// SettingsReview is what the text of a settings file would change.
type SettingsReview struct {
	Revision uint64 `json:"revision"` // for ApplySettings
	// Changes are sentences; none means that everything is so already.
	Changes []string `json:"changes,omitempty"`
	// Warnings are sentences about what is unwise or has no effect.
	Warnings []string `json:"warnings,omitempty"`
}
