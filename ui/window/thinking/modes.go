package thinking

import "keyport/ui/window/kit"

// thinkModes are the modes of the settings file in the order they are offered.
var thinkModes = []string{"strip", "keep", "reasoning"}

// modeLabels names the modes; inherit is put before them when a rule may also leave it.
func modeLabels(inherit string) []string {
	var labels []string
	if inherit != "" {
		labels = append(labels, inherit)
	}
	for _, m := range thinkModes {
		labels = append(labels, kit.T("think.mode."+m))
	}
	return labels
}

// modeOf gives the mode of a label, "" for one that is none.
func modeOf(label string) string {
	for _, m := range thinkModes {
		if kit.T("think.mode."+m) == label {
			return m
		}
	}
	return ""
}
