package settings

const saveOnceEnv = "SETTINGS_TEST_SAVE_ONCE"

func saveOnce(string) {}
