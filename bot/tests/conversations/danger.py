"""What somebody in danger writes, and the options of the question how they can talk."""

ABUSE = {
    "bn": "কার্ড দিবে বলে অফিসের লোক আমারে কুপ্রস্তাব দিছে, গায়ে হাত দিছে",
    "bn-Latn": "officer amar gaye hat dise, kuprostab dise",
    "en": "The officer touched my body and wants me to sleep with him",
}
THREAT = {
    "bn": "নালিশ করায় চেয়ারম্যানের লোক আমারে জানে মারার হুমকি দিছে",
    "bn-Latn": "nalish korar por chairman er lok amake mere felbe bole humki dise",
    "en": "The chairman's men threatened to kill me because I complained",
}
BRIBE = "মেম্বার কার্ড দেওয়ার জন্য আমার কাছে ৪ হাজার টাকা ঘুষ চাইছে"
SAFE, NO_SMS, NOT_NOW = "1", "2", "3"
MIDDAY = '/inform{"call_time": "midday"}'
DETAILS = ("ঘুষ", "মেম্বার", "হুমকি", "হয়রানি", "কুপ্রস্তাব", "৪,০০০")
