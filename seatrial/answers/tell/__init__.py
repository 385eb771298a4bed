"""Tellers of facts, by what they speak of: each says in sentences what the survey knows."""
